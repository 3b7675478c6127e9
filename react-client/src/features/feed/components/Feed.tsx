import { Images } from 'lucide-react';
import { Link } from 'wouter';
import { LoadMore } from '../../../components/LoadMore';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { PostCard, postTitleId } from '../../post/components/PostCard';
import { useFeed } from '../api/feed';
import styles from './Feed.module.css';

const EAGER_POSTS = 2;

/** The posts of the viewer and of the users they follow, newest first. */
export function Feed() {
  const feed = useFeed();
  const focusPost = (index: number) => {
    const post = feed.data?.[index];
    if (post) document.getElementById(postTitleId(post))?.focus();
  };

  return (
    <section aria-labelledby="posts-title">
      <h2 id="posts-title" className="visually-hidden">
        {text.feed.posts}
      </h2>
      <QueryContent query={feed} failed={text.feed.failed} skeleton={<FeedSkeleton />}>
        {(posts) =>
          posts.length === 0 && !feed.hasNextPage ? (
            <EmptyFeed />
          ) : (
            <div className={styles.posts}>
              {posts.map((post, index) => (
                <PostCard key={post.id} post={post} eager={index < EAGER_POSTS} />
              ))}
              <LoadMore list={feed} labels={{ ...text.morePosts, button: text.olderPosts }} focusItem={focusPost} />
            </div>
          )
        }
      </QueryContent>
    </section>
  );
}

function EmptyFeed() {
  return (
    <Notice icon={<Images size={28} strokeWidth={1.5} />} title={text.feed.empty}>
      <p>{text.feed.emptyHelp}</p>
      <Link href={paths.newPost} className="button primary">
        {text.actions.sharePhoto}
      </Link>
      <Link href={paths.people} className="text-link">
        {text.feed.findUsers}
      </Link>
    </Notice>
  );
}

function FeedSkeleton() {
  const post = [styles.author, styles.image, styles.text];
  return <Skeleton label={text.feed.loading} className={styles.skeleton} pieces={[...post, ...post]} />;
}
