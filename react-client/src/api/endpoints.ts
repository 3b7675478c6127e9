/** The addresses of the API, and with how many posts a list of them begins. */

const FEED_PAGE = 10;
/** Fills the last row of three or four. */
const GRID_PAGE = 24;

export const endpoints = {
  profile: '/api/profile',
  stories: '/api/stories',
  suggestions: '/api/suggestions',
  posts: '/api/posts',
  feed: `/api/posts?limit=${FEED_PAGE}`,
  postsBy: (username: string) => `/api/users/${encodeURIComponent(username)}/posts?limit=${GRID_PAGE}`,
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
