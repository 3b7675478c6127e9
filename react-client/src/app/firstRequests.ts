import { lastViewer } from '../features/session/lastViewer';
import { endpoints } from '../lib/api/endpoints';
import { opensPost, viewBehind, parseUserPath, parsePhotoPath, parsePostPath, parseTagPath } from '../lib/navigation/routes';

const VIEW_REQUESTS: Record<string, (() => string[]) | undefined> = {
  '/': () => [endpoints.feed, endpoints.stories, endpoints.suggestions],
  '/bookmarks': () => [endpoints.bookmarkList],
  '/people': () => [endpoints.friendsOfFriends, endpoints.suggestions],
  '/following': () => [endpoints.following, endpoints.suggestions],
  '/followers': () => [endpoints.followers, endpoints.following],
  '/notifications': () => [endpoints.notifications],
  '/profile': ownProfile,
};

/** In a new tab, the username is not known before the profile arrives. */
function ownProfile(): string[] {
  const viewer = lastViewer();
  return viewer === undefined ? [] : [endpoints.postsBy(viewer), endpoints.user(viewer)];
}

/** Without the posts: the profile tells whether the viewer may see them. */
function userRequests(view: string): string[] {
  const user = parseUserPath(view);
  return user ? [endpoints.user(user.username)] : [];
}

function tagRequests(view: string): string[] {
  const tagged = parseTagPath(view);
  return tagged ? [endpoints.postsTagged(tagged.tag)] : [];
}

function postRequests(path: string): string[] {
  const photo = parsePhotoPath(path);
  if (photo) return [endpoints.postWithComments(photo.postId)];
  const post = parsePostPath(path);
  if (!post) return [];
  if (post.dialog === 'likes') return [endpoints.likesOf(post.id), endpoints.following];
  return [endpoints.postWithComments(post.id), ...(post.dialog === 'view' ? [endpoints.commentsOf(post.id)] : [])];
}

function viewRequests(view: string): string[] {
  return VIEW_REQUESTS[view]?.() ?? [...userRequests(view), ...tagRequests(view)];
}

/** All requests that the view at `path` will send at first, so that they can be sent together. */
export function firstRequests(path: string, historyState: unknown): string[] {
  const view = opensPost(path, historyState) ? [] : viewRequests(viewBehind(path, historyState));
  return [endpoints.profile, ...postRequests(path), ...view];
}
