import { pageBehind, parsePostPath } from '../navigation/routes';
import { endpoints } from './endpoints';
import { lastViewer } from './lastViewer';

const PAGE_REQUESTS: Record<string, (() => string[]) | undefined> = {
  '/': () => [endpoints.feed, endpoints.stories, endpoints.suggestions],
  '/bookmarks': () => [endpoints.bookmarks],
  '/following': () => [endpoints.following, endpoints.suggestions],
  '/followers': () => [endpoints.followers, endpoints.following],
  '/profile': () => [...ownPosts(), endpoints.following, endpoints.followers],
};

/** In a tab that is new, the name is not known before the profile is there. */
function ownPosts(): string[] {
  const viewer = lastViewer();
  return viewer === undefined ? [] : [endpoints.postsBy(viewer)];
}

/** What a page that is loaded at `path` will ask the API for, so that all of it can be asked for at once. */
export function firstRequests(path: string, historyState: unknown): string[] {
  const postId = parsePostPath(path)?.id;
  return [
    endpoints.profile,
    ...(PAGE_REQUESTS[pageBehind(path, historyState)]?.() ?? []),
    ...(postId ? [endpoints.post(postId)] : []),
  ];
}
