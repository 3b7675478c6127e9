import { Images } from 'lucide-react';
import { startTransition, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { Notice } from '../../../components/Notice';
import { onDemand } from '../../../components/onDemand';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { afterPaint } from '../../../lib/afterPaint';
import type { Post } from '../../../lib/api/types';
import { isReturning } from '../../../lib/navigation/places';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { PostCard, postTitleId } from '../../post/components/PostCard';
import { useFeed } from '../api/feed';
import styles from './Feed.module.css';

/** The posts that the first screen shows whole. */
const FIRST_POSTS = 1;
const POSTS_AT_A_TIME = 3;

/** Loads after the posts, because it stands below them. */
const LoadMore = onDemand(
  async () => (await import('../../../components/LoadMore')).LoadMore,
  (failure) => failure,
);

/** The posts of the viewer and of the users they follow, newest first. */
export function Feed() {
  const feed = useFeed();

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
            <Posts feed={feed} posts={posts} />
          )
        }
      </QueryContent>
    </section>
  );
}

interface PostsProps {
  feed: ReturnType<typeof useFeed>;
  posts: Post[];
}

/** Renders a few posts at a time, so that those on the first screen appear before the others, and the browser stays responsive. */
function Posts({ feed, posts }: PostsProps) {
  // The place to which a user returns may be far down.
  const [shown, setShown] = useState(() => (isReturning() ? Infinity : FIRST_POSTS));
  const all = shown === Infinity;
  useEffect(() => {
    if (all) return;
    const more = shown + POSTS_AT_A_TIME;
    return afterPaint(() => startTransition(() => setShown(more < posts.length ? more : Infinity)));
  }, [all, shown, posts.length]);
  const focusPost = (index: number) => {
    const post = posts[index];
    if (post) document.getElementById(postTitleId(post))?.focus();
  };

  return (
    <div className={styles.posts}>
      {posts.slice(0, shown).map((post, index) => (
        <PostCard key={post.id} post={post} eager={index < FIRST_POSTS} />
      ))}
      {all && <LoadMore list={feed} labels={{ ...text.morePosts, button: text.olderPosts }} focusItem={focusPost} />}
    </div>
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
