import { pageBehind, parsePersonPath, parsePostPath } from '../navigation/routes';
import { endpoints } from './endpoints';
import { lastViewer } from './lastViewer';

const PAGE_REQUESTS: Record<string, (() => string[]) | undefined> = {
  '/': () => [endpoints.feed, endpoints.stories, endpoints.suggestions],
  '/bookmarks': () => [endpoints.bookmarksShown],
  '/people': () => [endpoints.friendsOfFriends, endpoints.suggestions],
  '/following': () => [endpoints.following, endpoints.suggestions],
  '/followers': () => [endpoints.followers, endpoints.following],
  '/profile': () => [...ownPosts(), endpoints.following, endpoints.followers],
};

/** In a tab that is new, the name is not known before the profile is there. */
function ownPosts(): string[] {
  const viewer = lastViewer();
  return viewer === undefined ? [] : [endpoints.postsBy(viewer)];
}

/** Whether there are posts to ask for, the answer about the person says. */
function personRequests(page: string): string[] {
  const person = parsePersonPath(page);
  return person ? [endpoints.person(person.username)] : [];
}

function postRequests(path: string): string[] {
  const post = parsePostPath(path);
  if (!post) return [];
  return [endpoints.postShown(post.id), ...(post.dialog === 'view' ? [endpoints.commentsOf(post.id)] : [])];
}

/** What a page that is loaded at `path` will ask the API for, so that all of it can be asked for at once. */
export function firstRequests(path: string, historyState: unknown): string[] {
  const page = pageBehind(path, historyState);
  return [
    endpoints.profile,
    ...(PAGE_REQUESTS[page]?.() ?? personRequests(page)),
    ...postRequests(path),
  ];
}
