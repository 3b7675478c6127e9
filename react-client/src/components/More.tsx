import { useEffect, useRef } from 'react';
import { ApiError } from '../api/client';
import type { PagedList } from '../api/pages';
import { count } from '../format';
import styles from './More.module.css';

interface MoreProps {
  list: PagedList & { data: { id: number }[] | undefined };
  /** What is in the list, one of them. */
  noun: string;
  /** What the button says. */
  label: string;
  /** Moves the focus to what is in this place of the list. */
  focusItem: (index: number) => void;
}

/** How far below the screen the end of a list may be when more is asked for: as far as the screen is high. */
const AHEAD = '0px 0px 100% 0px';

/** The end of a list that is loaded on when it comes near; the button does the same for who would rather press one. */
export function More({ list, noun, label, focusItem }: MoreProps) {
  const { hasNextPage, isFetching, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const amount = list.data?.length ?? 0;
  const failure = isFetchNextPageError && !(list.error instanceof ApiError && list.error.signedOut) && list.error;
  const end = useRef<HTMLDivElement>(null);

  // A refresh comes first, which asking for a page would break off. After a failure, it is for the person to say when.
  const waiting = hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (!waiting || !end.current) return;
    // A new observer for each page: it tells at once when the end is still near after the page before.
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void fetchNextPage();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [waiting, fetchNextPage]);

  // The button with the focus is now far below what came, or gone. Reading continues at the first of them.
  const focused = useRef(false);
  const shownBefore = useRef<number>(undefined);
  useEffect(() => {
    if (isFetchingNextPage) {
      shownBefore.current ??= amount;
    } else if (shownBefore.current !== undefined && amount > shownBefore.current) {
      if (focused.current) focusItem(shownBefore.current);
      // A button that goes says nothing about it.
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
        {isFetchingNextPage ? `Loading more ${noun}s…` : `${hasNextPage ? '' : 'All '}${count(amount, noun)} shown`}
      </p>
      {failure && (
        <p className={styles.failure} role="alert">
          More {noun}s could not be loaded. {failure.message}
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
          {isFetchingNextPage ? 'Loading…' : label}
        </button>
      )}
    </div>
  );
}
