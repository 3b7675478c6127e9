/** The addresses of the API, and how many items a page of each list has. */

const FEED_PAGE_SIZE = 10;
/** Fills the last row of three or four columns. */
const GRID_PAGE_SIZE = 24;
const COMMENTS_PAGE_SIZE = 20;
const LIKES_PAGE_SIZE = 20;
const STORY_VIEWERS_PAGE_SIZE = 50;
const FOLLOW_REQUESTS_PAGE_SIZE = 50;
/** How many of its newest comments a post comes with. The others are a list of their own. */
const COMMENTS_OF_POST = 3;

export const endpoints = {
  profile: '/api/profile',
  password: '/api/profile/password',
  storage: '/api/profile/storage',
  dataExport: '/api/profile/archive',
  images: '/api/images',
  stories: '/api/stories',
  story: (id: number) => `/api/stories/${id}`,
  storySeen: (id: number) => `/api/stories/${id}/seen`,
  storyViewers: (id: number) => `/api/stories/${id}/viewers?limit=${STORY_VIEWERS_PAGE_SIZE}`,
  suggestions: '/api/suggestions',
  friendsOfFriends: '/api/suggestions/friends',
  userSearch: (text: string) => `/api/users?q=${encodeURIComponent(text)}`,
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
  commentOn: (postId: number, id: number) => `/api/posts/${postId}/comments/${id}`,
  commentLikes: (commentId: number) => `/api/comments/${commentId}/likes`,
  commentLike: (commentId: number, id: number) => `/api/comments/${commentId}/likes/${id}`,
  following: '/api/following',
  followed: (id: number) => `/api/following/${id}`,
  followers: '/api/followers',
  follower: (id: number) => `/api/followers/${id}`,
  followRequests: `/api/follow-requests?limit=${FOLLOW_REQUESTS_PAGE_SIZE}`,
  ownFollowRequests: `/api/follow-requests?direction=outgoing&limit=${FOLLOW_REQUESTS_PAGE_SIZE}`,
  followRequest: (id: number) => `/api/follow-requests/${id}`,
  acceptFollowRequest: (id: number) => `/api/follow-requests/${id}/accept`,
};

/** Limits of the API, in characters. */
export const MAX_TEXT_LENGTH = 5_000;
export const MAX_URL_LENGTH = 2_048;
/** The images of a post. */
export const MAX_IMAGES = 10;
export const MAX_SEARCH_LENGTH = 80;
