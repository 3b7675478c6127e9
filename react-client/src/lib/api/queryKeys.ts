/** Under which keys the query cache keeps what the server answered. Features invalidate each other's data by these. */

export const currentUserKey = ['current user'] as const;
export const bookmarksKey = ['bookmarks'] as const;
export const storiesKey = ['stories'] as const;
export const followersKey = ['followers'] as const;
export const followRequestKeys = {
  all: ['follow requests'] as const,
  /** Requests to follow the viewer. */
  incoming: ['follow requests', 'incoming'] as const,
  /** The viewer's own. */
  outgoing: ['follow requests', 'outgoing'] as const,
};
export const notificationKeys = {
  list: ['notifications', 'list'] as const,
  /** The number of notifications that the viewer has not seen. */
  unseen: ['notifications', 'unseen'] as const,
  settings: ['notifications', 'settings'] as const,
  devices: ['notifications', 'devices'] as const,
};
export const userProfileKeys = ['user profile'] as const;
export const userProfileKey = (username: string) => [...userProfileKeys, username] as const;

export const postKeys = {
  all: ['posts'] as const,
  /** All lists that are loaded page by page. */
  lists: ['posts', 'list'] as const,
  feed: ['posts', 'list', 'feed'] as const,
  by: (username: string) => ['posts', 'list', 'by', username] as const,
  tagged: (tag: string) => ['posts', 'list', 'tagged', tag] as const,
  one: (id: number) => ['posts', 'one', id] as const,
};

/** Who likes a post, newest first. */
export const likesKey = (postId: number) => ['likes', postId] as const;

export const commentKeys = {
  all: ['comments'] as const,
  /** The comments of a post, newest first. */
  of: (postId: number) => ['comments', postId] as const,
};

/** Lists of users with a follow button each. */
export const userListKeys = {
  all: ['users'] as const,
  following: ['users', 'following'] as const,
  suggestions: ['users', 'suggestions'] as const,
  friendsOfFriends: ['users', 'friends of friends'] as const,
  found: (text: string) => ['users', 'found', text] as const,
};
