import { useEffect, useRef } from 'react';
import { ApiError } from '../lib/api/client';
import type { PagedList } from '../lib/api/pagedList';
import { errorText } from '../lib/errorText';
import { text } from '../lib/text';
import styles from './LoadMore.module.css';

interface LoadMoreProps {
  list: PagedList & { data: readonly unknown[] | undefined };
  labels: {
    button: string;
    loading: string;
    failed: string;
    shown: (amount: number, all: boolean) => string;
  };
  /** Moves the focus to the item at this index. */
  focusItem: (index: number) => void;
}

/** Loads the next page when the end of the list is less than a screen below the visible part. */
const MARGIN = '0px 0px 100% 0px';

/** The end of a list: loads the next page when it comes near, or when the user presses the button. */
export function LoadMore({ list, labels, focusItem }: LoadMoreProps) {
  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const amount = list.data?.length ?? 0;
  const failure = isFetchNextPageError && !(list.error instanceof ApiError && list.error.signedOut) && list.error;
  const end = useRef<HTMLDivElement>(null);

  // Loading a page would cancel a refresh. After a failure, only the button tries again.
  const waiting = hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (!waiting || !end.current) return;
    // A new observer for each page fires immediately if the end is still near.
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void fetchNextPage();
      },
      { rootMargin: MARGIN },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [waiting, fetchNextPage]);

  // The focused button moves far down, or disappears. The focus goes to the first new item instead.
  const focused = useRef(false);
  const shownBefore = useRef<number>(undefined);
  useEffect(() => {
    if (isFetchingNextPage) {
      shownBefore.current ??= amount;
    } else if (shownBefore.current !== undefined && amount > shownBefore.current) {
      if (focused.current) focusItem(shownBefore.current);
      // A button that is removed fires no blur event.
      focused.current = false;
      shownBefore.current = undefined;
    }
  }, [isFetchingNextPage, amount, focusItem]);

  const showMore = () => {
    if (isFetchingNextPage) return;
    shownBefore.current = amount;
    void fetchNextPage();
  };

  return (
    <div ref={end} className={styles.more}>
      <p className="visually-hidden" role="status">
        {isFetchingNextPage ? labels.loading : labels.shown(amount, !hasNextPage)}
      </p>
      {failure && (
        <p className={styles.failure} role="alert">
          {text.errors.withReason(labels.failed, errorText(failure))}
        </p>
      )}
      {hasNextPage && (
        <button
          type="button"
          className="button"
          aria-disabled={isFetchingNextPage}
          onClick={showMore}
          onFocus={() => (focused.current = true)}
          onBlur={() => (focused.current = false)}
        >
          {isFetchingNextPage ? text.actions.loading : labels.button}
        </button>
      )}
    </div>
  );
}
