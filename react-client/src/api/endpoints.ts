/** The addresses of the API, and with how much a list begins. */

const FEED_PAGE = 10;
/** Fills the last row of three or four. */
const GRID_PAGE = 24;
const COMMENTS_PAGE = 20;
/** With so many of its newest comments a post comes; the others are a list of their own. */
const COMMENTS_OF_POST = 3;

export const endpoints = {
  profile: '/api/profile',
  password: '/api/profile/password',
  storage: '/api/profile/storage',
  archive: '/api/profile/archive',
  images: '/api/images',
  stories: '/api/stories',
  story: (id: number) => `/api/stories/${id}`,
  suggestions: '/api/suggestions',
  friendsOfFriends: '/api/suggestions/friends',
  peopleFound: (text: string) => `/api/users?q=${encodeURIComponent(text)}`,
  person: (username: string) => `/api/users/${encodeURIComponent(username)}`,
  posts: '/api/posts',
  feed: `/api/posts?limit=${FEED_PAGE}&comments=${COMMENTS_OF_POST}`,
  postsBy: (username: string) =>
    `/api/users/${encodeURIComponent(username)}/posts?limit=${GRID_PAGE}&comments=${COMMENTS_OF_POST}`,
  post: (id: number) => `/api/posts/${id}`,
  postShown: (id: number) => `/api/posts/${id}?comments=${COMMENTS_OF_POST}`,
  commentsOf: (postId: number) => `/api/posts/${postId}/comments?limit=${COMMENTS_PAGE}`,
  likes: '/api/posts/likes',
  like: (id: number) => `/api/posts/likes/${id}`,
  bookmarks: '/api/bookmarks',
  bookmarksShown: `/api/bookmarks?limit=${GRID_PAGE}`,
  bookmark: (id: number) => `/api/bookmarks/${id}`,
  comments: '/api/comments',
  comment: (id: number) => `/api/comments/${id}`,
  commentLikes: (commentId: number) => `/api/comments/${commentId}/likes`,
  commentLike: (commentId: number, id: number) => `/api/comments/${commentId}/likes/${id}`,
  following: '/api/following',
  followed: (id: number) => `/api/following/${id}`,
  followers: '/api/followers',
};

/** Limits of the API, in characters. */
export const LONGEST_TEXT = 5_000;
export const LONGEST_URL = 2_048;
export const LONGEST_SEARCH = 80;
