import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { ApiError } from '../api/client';
import { isPending, useComments } from '../api/comments';
import type { Post } from '../api/types';
import { Caption } from '../components/Caption';
import { Comment } from '../components/Comment';
import { count } from '../format';
import styles from './PostComments.module.css';

/** The caption of a post and its comments, oldest first: those that came with it at once, then as many as one wants. */
export function PostComments({ post }: { post: Post }) {
  const list = useComments(post.id);
  const region = useRef<HTMLDivElement>(null);
  const shown = list.data?.toReversed() ?? post.comments;
  const hasEarlier = list.data ? list.hasNextPage : post.comments_count > post.comments.length;
  const failure = !(list.error instanceof ApiError && list.error.signedOut) && list.error;

  // One's own comment is added below what may be a long list.
  const newest = shown.at(-1);
  const justAdded = newest && isPending(newest) ? newest.id : undefined;
  useEffect(() => {
    if (justAdded !== undefined) region.current?.scrollTo({ top: region.current.scrollHeight });
  }, [justAdded]);
  const keepPlace = useSteadyPlace(region, shown[0]?.id);

  const showEarlier = async () => {
    if (list.isFetching) return;
    if (!list.data) {
      await list.refetch();
      return;
    }
    keepPlace();
    const { hasNextPage } = await list.fetchNextPage();
    // The button that had the focus is gone.
    if (!hasNextPage) region.current?.focus();
  };

  return (
    <div ref={region} className={styles.comments} role="region" aria-label="Caption and comments" tabIndex={0}>
      {post.caption && <Caption author={post.user} text={post.caption} whole />}
      <p className="visually-hidden" role="status">
        {list.isFetchingNextPage ? 'Loading earlier comments…' : `${count(shown.length, 'comment')} shown`}
      </p>
      {failure && (
        <p className={styles.failure} role="alert">
          The comments could not be loaded. {failure.message}
        </p>
      )}
      {hasEarlier && (
        <button type="button" className={styles.earlier} aria-disabled={list.isFetching} onClick={() => void showEarlier()}>
          {list.isFetching ? 'Loading comments…' : 'Show earlier comments'}
        </button>
      )}
      {post.comments_count === 0 ? (
        <p className={styles.none}>No comments yet. Say the first word.</p>
      ) : (
        <ol className={styles.list}>
          {shown.map((comment) => (
            <Comment key={comment.id} comment={comment} onDeleted={() => region.current?.focus()} />
          ))}
        </ol>
      )}
    </div>
  );
}

/** Keeps what is read where it is when something is put above it: `first` is then another. */
function useSteadyPlace(region: RefObject<HTMLElement | null>, first: number | undefined): () => void {
  const below = useRef<number>(undefined);
  useLayoutEffect(() => {
    const element = region.current;
    if (element && below.current !== undefined) element.scrollTo({ top: element.scrollHeight - below.current });
    below.current = undefined;
  }, [region, first]);
  return () => {
    if (region.current) below.current = region.current.scrollHeight - region.current.scrollTop;
  };
}
