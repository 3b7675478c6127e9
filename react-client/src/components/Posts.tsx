import { Images } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { FEED_MOST, FEED_PAGE } from '../api/endpoints';
import { postKeys } from '../api/postCache';
import { useFeed } from '../api/posts';
import { paths } from '../navigation/routes';
import { Notice } from './Notice';
import { Post, postTitleId } from './Post';
import styles from './Posts.module.css';
import { QueryContent } from './QueryContent';
import { Skeleton } from './Skeleton';

const EAGER_POSTS = 2;

/** The feed: what the viewer and those they follow have posted, newest first. */
export function Posts() {
  const client = useQueryClient();
  // A longer feed that is still remembered is shown again, so that Back finds the place in it.
  const [limit, setLimit] = useState(() => (client.getQueryData(postKeys.feed(FEED_MOST)) ? FEED_MOST : FEED_PAGE));
  const feed = useFeed(limit);

  // The button that asked for older posts goes when they come; reading continues at the first of them.
  const shownBefore = useRef<number>(undefined);
  useEffect(() => {
    const firstOlder = shownBefore.current === undefined ? undefined : feed.data?.[shownBefore.current];
    if (!firstOlder || feed.isPlaceholderData) return;
    document.getElementById(postTitleId(firstOlder))?.focus();
    shownBefore.current = undefined;
  }, [feed.data, feed.isPlaceholderData]);
  const showOlder = () => {
    shownBefore.current = feed.data?.length;
    setLimit(FEED_MOST);
  };

  return (
    <section aria-labelledby="posts-title">
      <h2 id="posts-title" className="visually-hidden">
        Posts
      </h2>
      <QueryContent query={feed} what="The feed" skeleton={<PostsSkeleton />}>
        {(posts) =>
          posts.length === 0 ? (
            <EmptyFeed />
          ) : (
            <div className={styles.posts}>
              {posts.map((post, index) => (
                <Post key={post.id} post={post} eager={index < EAGER_POSTS} />
              ))}
              {(feed.isPlaceholderData || (limit < FEED_MOST && posts.length === limit)) && (
                <button type="button" className={`button ${styles.older}`} onClick={showOlder}>
                  {feed.isPlaceholderData ? 'Loading older posts…' : 'Show older posts'}
                </button>
              )}
            </div>
          )
        }
      </QueryContent>
    </section>
  );
}

function EmptyFeed() {
  return (
    <Notice icon={<Images size={28} strokeWidth={1.5} />} title="Your feed is waiting for its first photo">
      <p>Photos of people you follow appear here, and so do your own.</p>
      <Link href={paths.newPost} className="button primary">
        Share a photo
      </Link>
      <Link href={paths.following} className="text-link">
        Find people to follow
      </Link>
    </Notice>
  );
}

function PostsSkeleton() {
  const post = [styles.author, styles.picture, styles.text];
  return <Skeleton of="posts" className={styles.skeleton} pieces={[...post, ...post]} />;
}
