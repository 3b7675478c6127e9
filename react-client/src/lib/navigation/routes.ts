/**
 * The addresses of the client. A dialog has an address of its own and lies over a view: the view that it was opened from,
 * which the history entry holds, or the feed if the address was opened directly.
 */

export const COMMENTS_HASH = '#comments';
/** The hash of a comment of the post. */
export const commentHash = (id: number) => `#comment-${id}`;

export const paths = {
  feed: '/',
  bookmarks: '/bookmarks',
  following: '/following',
  followers: '/followers',
  people: '/people',
  notifications: '/notifications',
  profile: '/profile',
  /** The list of sections; they are below. */
  settings: '/settings',
  editProfile: '/settings/profile',
  user: (username: string) => `/u/${encodeURIComponent(username)}`,
  tag: (tag: string) => `/tags/${encodeURIComponent(tag)}`,
  newPost: '/new',
  post: (id: number) => `/p/${id}`,
  /** The post, starting at its newest comment. */
  comments: (id: number) => `/p/${id}${COMMENTS_HASH}`,
  /** The post, with this comment in view. */
  comment: (postId: number, id: number) => `/p/${postId}${commentHash(id)}`,
  postOptions: (id: number) => `/p/${id}/options`,
  editPost: (id: number) => `/p/${id}/edit`,
  deletePost: (id: number) => `/p/${id}/delete`,
  /** Who likes the post. */
  likes: (id: number) => `/p/${id}/likes`,
  /** The photo viewer. The first photo of a post has the number 1. */
  photo: (postId: number, number: number) => `/p/${postId}/photos/${number}`,
  /** Makes a guest link to these posts. */
  share: (postIds: number[]) => `/share/${postIds.join()}`,
  newStory: '/stories/new',
  story: (id: number) => `/stories/${id}`,
};

export type PostDialogName = 'view' | 'options' | 'edit' | 'delete' | 'likes';

const POST_PATH = /^\/p\/([1-9]\d{0,9})(?:\/(options|edit|delete|likes))?\/?$/;
const PHOTO_PATH = /^\/p\/([1-9]\d{0,9})\/photos\/([1-9]\d?)\/?$/;
const SHARE_PATH = /^\/share\/([1-9]\d{0,9}(,[1-9]\d{0,9})*)\/?$/;
const STORY_PATH = /^\/stories\/([1-9]\d{0,9})\/?$/;
const USER_PATH = /^\/u\/([^/]+)\/?$/;
const TAG_PATH = /^\/tags\/([^/]+)\/?$/;

export function parsePostPath(path: string): { id: number; dialog: PostDialogName } | undefined {
  const match = POST_PATH.exec(path);
  return match ? { id: Number(match[1]), dialog: (match[2] ?? 'view') as PostDialogName } : undefined;
}

export function parsePhotoPath(path: string): { postId: number; number: number } | undefined {
  const match = PHOTO_PATH.exec(path);
  return match ? { postId: Number(match[1]), number: Number(match[2]) } : undefined;
}

export function parseSharePath(path: string): { postIds: number[] } | undefined {
  const ids = SHARE_PATH.exec(path)?.[1];
  return ids ? { postIds: ids.split(',').map(Number) } : undefined;
}

export function parseStoryPath(path: string): { id: number } | undefined {
  const match = STORY_PATH.exec(path);
  return match ? { id: Number(match[1]) } : undefined;
}

export function parseUserPath(path: string): { username: string } | undefined {
  const name = USER_PATH.exec(path)?.[1];
  return name === undefined ? undefined : { username: decoded(name) };
}

export function parseTagPath(path: string): { tag: string } | undefined {
  const tag = TAG_PATH.exec(path)?.[1];
  return tag === undefined ? undefined : { tag: decoded(tag) };
}

export function isNewPostPath(path: string): boolean {
  return /^\/new\/?$/.test(path);
}

export function isNewStoryPath(path: string): boolean {
  return /^\/stories\/new\/?$/.test(path);
}

export type DialogName = PostDialogName | 'share' | 'photoViewer' | 'newPost' | 'newStory' | 'story';

/** The dialog that an address names, if it names one. */
export function dialogAt(path: string): DialogName | undefined {
  if (isNewPostPath(path)) return 'newPost';
  if (isNewStoryPath(path)) return 'newStory';
  if (parsePhotoPath(path)) return 'photoViewer';
  if (parseSharePath(path)) return 'share';
  return parseStoryPath(path) ? 'story' : parsePostPath(path)?.dialog;
}

export function isDialogPath(path: string): boolean {
  return dialogAt(path) !== undefined;
}

/** Paths from the router are decoded already, those from `location` are not. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The state of a history entry. */
export interface EntryState {
  /** Distinguishes entries with the same address. */
  key: string;
  /** The path of the view under a dialog. */
  behind?: string;
  /** How many entries back that view is; 0 if it is not in the history. */
  viewDistance: number;
}

export function newEntryKey(): string {
  return Math.random().toString(36).slice(2);
}

export function entryState(historyState: unknown): EntryState | undefined {
  return typeof historyState === 'object' && historyState !== null && 'key' in historyState
    ? (historyState as EntryState)
    : undefined;
}

/** The path of the view to show at an address: its own, or that of the view under a dialog. */
export function viewBehind(path: string, historyState: unknown): string {
  if (isDialogPath(path)) return entryState(historyState)?.behind ?? paths.feed;
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

/** Whether an address is that of a post that was not opened from a view. */
export function opensPost(path: string, historyState: unknown): boolean {
  return parsePostPath(path) !== undefined && entryState(historyState)?.behind === undefined;
}
