/** The addresses of the API, and how many posts a request for the feed may ask for. */

export const FEED_PAGE = 20;
export const FEED_MOST = 50;

export const endpoints = {
  profile: '/api/profile',
  stories: '/api/stories',
  suggestions: '/api/suggestions',
  posts: '/api/posts',
  feed: (limit: number) => `/api/posts?limit=${limit}`,
  post: (id: number) => `/api/posts/${id}`,
  likes: '/api/posts/likes',
  like: (id: number) => `/api/posts/likes/${id}`,
  bookmarks: '/api/bookmarks',
  bookmark: (id: number) => `/api/bookmarks/${id}`,
  comments: '/api/comments',
  comment: (id: number) => `/api/comments/${id}`,
  following: '/api/following',
  followed: (id: number) => `/api/following/${id}`,
  followers: '/api/followers',
};

/** Limits of the API, in characters. */
export const LONGEST_TEXT = 5_000;
export const LONGEST_URL = 2_048;
