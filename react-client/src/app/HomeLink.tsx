import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRefreshFeed } from '../features/feed/api/useRefreshFeed';
import { paths } from '../lib/navigation/routes';

interface HomeLinkProps {
  /** Whether the feed is shown. */
  current: boolean;
  className: string | undefined;
  children: ReactNode;
  'aria-current'?: 'page';
}

/** Leads to the feed. If the feed is shown, scrolls to its top and refreshes it instead. */
export function HomeLink({ current, ...link }: HomeLinkProps) {
  const refresh = useRefreshFeed();
  return (
    <Link
      {...link}
      href={paths.feed}
      onClick={(event) => {
        if (!current) return;
        event.preventDefault();
        scrollTo(0, 0);
        void refresh();
      }}
    />
  );
}
