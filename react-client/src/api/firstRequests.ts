import { pageBehind, parsePostPath } from '../navigation/routes';
import { endpoints, FEED_MOST, FEED_PAGE } from './endpoints';

const PAGE_REQUESTS: Record<string, string[] | undefined> = {
  '/': [endpoints.feed(FEED_PAGE), endpoints.stories, endpoints.suggestions],
  '/bookmarks': [endpoints.bookmarks],
  '/following': [endpoints.following, endpoints.suggestions],
  '/followers': [endpoints.followers, endpoints.following],
  '/profile': [endpoints.feed(FEED_MOST), endpoints.bookmarks, endpoints.following, endpoints.followers],
};

/** What a page that is loaded at `path` will ask the API for, so that all of it can be asked for at once. */
export function firstRequests(path: string, historyState: unknown): string[] {
  const postId = parsePostPath(path)?.id;
  return [
    endpoints.profile,
    ...(PAGE_REQUESTS[pageBehind(path, historyState)] ?? []),
    ...(postId ? [endpoints.post(postId)] : []),
  ];
}
