import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { Caption } from '../../../components/Caption';
import { ApiError } from '../../../lib/api/client';
import type { Post } from '../../../lib/api/types';
import { errorText } from '../../../lib/errorText';
import { COMMENTS_HASH } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { isPending, useComments } from '../api/comments';
import { addMention } from '../reply';
import { Comment } from './Comment';
import styles from './PostComments.module.css';

interface PostCommentsProps {
  post: Post;
  /** Must move the focus to the comment field. The mention is in it already. */
  onReply: () => void;
}

/** The caption of a post and its comments, oldest first. Shows the comments that came with the post until the list arrives. */
export function PostComments({ post, onReply }: PostCommentsProps) {
  const list = useComments(post.id);
  const region = useRef<HTMLDivElement>(null);
  const shown = list.data?.toReversed() ?? post.comments;
  const hasEarlier = list.data ? list.hasNextPage : post.comments_count > post.comments.length;
  const failure = !(list.error instanceof ApiError && list.error.signedOut) && list.error;

  // A new comment is added at the end of what may be a long list.
  const newest = shown.at(-1);
  const justAdded = newest && isPending(newest) ? newest.id : undefined;
  useEffect(() => {
    const scroller = scrollerOf(region.current);
    if (justAdded !== undefined) scroller?.scrollTo({ top: scroller.scrollHeight });
  }, [justAdded]);
  const loaded = list.data !== undefined;
  const isEmpty = post.comments_count === 0;
  useLayoutEffect(() => {
    const scroller = scrollerOf(region.current);
    if (location.hash === COMMENTS_HASH) scroller?.scrollTo({ top: scroller.scrollHeight });
    else if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: 'center' });
  }, [loaded, isEmpty]);
  const keepPlace = useSteadyPlace(region, shown[0]?.id);

  const showEarlier = async () => {
    if (list.isFetching) return;
    if (!list.data) {
      await list.refetch();
      return;
    }
    keepPlace();
    const { hasNextPage } = await list.fetchNextPage();
    // The button that had the focus is removed.
    if (!hasNextPage) region.current?.focus();
  };

  return (
    <div ref={region} className={styles.comments} role="region" aria-label={laterText.comments.region} tabIndex={0}>
      {post.caption && <Caption author={post.user} caption={post.caption} whole />}
      <p className="visually-hidden" role="status">
        {list.isFetchingNextPage ? laterText.comments.loadingEarlier : laterText.comments.shown(shown.length)}
      </p>
      {failure && (
        <p className={styles.failure} role="alert">
          {text.errors.withReason(laterText.comments.failed, errorText(failure))}
        </p>
      )}
      {hasEarlier && (
        <button type="button" className={styles.earlier} aria-disabled={list.isFetching} onClick={() => void showEarlier()}>
          {list.isFetching ? laterText.comments.loading : laterText.comments.showEarlier}
        </button>
      )}
      {isEmpty ? (
        <p className={styles.none}>{laterText.comments.none}</p>
      ) : (
        <ol className={styles.list}>
          {shown.map((comment) => (
            <Comment
              key={comment.id}
              comment={comment}
              postAuthor={post.user.id}
              onReply={() => {
                addMention(post.id, comment.user.username);
                onReply();
              }}
              onDeleted={() => region.current?.focus()}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

/** Keeps the scroll position of the visible comments when others are added above them, which changes `first`. */
function useSteadyPlace(region: RefObject<HTMLElement | null>, first: number | undefined): () => void {
  const below = useRef<number>(undefined);
  useLayoutEffect(() => {
    const element = scrollerOf(region.current);
    if (element && below.current !== undefined) element.scrollTo({ top: element.scrollHeight - below.current });
    below.current = undefined;
  }, [region, first]);
  return () => {
    const element = scrollerOf(region.current);
    if (element) below.current = element.scrollHeight - element.scrollTop;
  };
}

/** The comments scroll by themselves, except on a phone, where their dialog scrolls. */
function scrollerOf(region: HTMLElement | null): Element | null {
  if (!region || getComputedStyle(region).overflowY !== 'visible') return region;
  return region.closest('dialog') ?? region;
}
