/** The addresses of the API, and how many items a page of each list has. See also `laterEndpoints.ts`. */

const FEED_PAGE_SIZE = 10;
/** Fills the last row of three or four columns. */
const GRID_PAGE_SIZE = 24;
const COMMENTS_PAGE_SIZE = 20;
const LIKES_PAGE_SIZE = 20;
const FOLLOW_REQUESTS_PAGE_SIZE = 50;
const NOTIFICATIONS_PAGE_SIZE = 30;
/** How many of its newest comments a post comes with. The others are a list of their own. */
const COMMENTS_OF_POST = 3;

export const endpoints = {
  profile: '/api/profile',
  stories: '/api/stories',
  suggestions: '/api/suggestions',
  friendsOfFriends: '/api/suggestions/friends',
  user: (username: string) => `/api/users/${encodeURIComponent(username)}`,
  posts: '/api/posts',
  feed: `/api/posts?limit=${FEED_PAGE_SIZE}&comments=${COMMENTS_OF_POST}`,
  postsBy: (username: string) =>
    `/api/users/${encodeURIComponent(username)}/posts?limit=${GRID_PAGE_SIZE}&comments=${COMMENTS_OF_POST}`,
  postsTagged: (tag: string) => `/api/tags/${encodeURIComponent(tag)}/posts?limit=${GRID_PAGE_SIZE}&comments=${COMMENTS_OF_POST}`,
  post: (id: number) => `/api/posts/${id}`,
  postWithComments: (id: number) => `/api/posts/${id}?comments=${COMMENTS_OF_POST}`,
  commentsOf: (postId: number) => `/api/posts/${postId}/comments?limit=${COMMENTS_PAGE_SIZE}`,
  likesOf: (postId: number) => `/api/posts/${postId}/likes?limit=${LIKES_PAGE_SIZE}`,
  likes: '/api/posts/likes',
  like: (id: number) => `/api/posts/likes/${id}`,
  bookmarks: '/api/bookmarks',
  bookmarkList: `/api/bookmarks?limit=${GRID_PAGE_SIZE}`,
  bookmark: (id: number) => `/api/bookmarks/${id}`,
  comments: '/api/comments',
  following: '/api/following',
  followed: (id: number) => `/api/following/${id}`,
  followers: '/api/followers',
  notifications: `/api/notifications?limit=${NOTIFICATIONS_PAGE_SIZE}`,
  unseenNotifications: '/api/notifications/count',
  followRequests: (direction: 'incoming' | 'outgoing') => `/api/follow-requests?direction=${direction}&limit=${FOLLOW_REQUESTS_PAGE_SIZE}`,
};

/** Limits of the API, in characters. */
export const MAX_TEXT_LENGTH = 5_000;
/** The images of a post. */
export const MAX_IMAGES = 10;
