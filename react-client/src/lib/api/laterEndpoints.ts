/** The addresses of the API that only views, dialogs and forms use that load later. Apart, to keep the first load small. */
const STORY_VIEWERS_PAGE_SIZE = 50;
const BLOCKS_PAGE_SIZE = 20;

export const laterEndpoints = {
  password: '/api/profile/password',
  storage: '/api/profile/storage',
  dataExport: '/api/profile/archive',
  images: '/api/images',
  story: (id: number) => `/api/stories/${id}`,
  storySeen: (id: number) => `/api/stories/${id}/seen`,
  storyViewers: (id: number) => `/api/stories/${id}/viewers?limit=${STORY_VIEWERS_PAGE_SIZE}`,
  commentOn: (postId: number, id: number) => `/api/posts/${postId}/comments/${id}`,
  commentLikes: (commentId: number) => `/api/comments/${commentId}/likes`,
  commentLike: (commentId: number, id: number) => `/api/comments/${commentId}/likes/${id}`,
  follower: (id: number) => `/api/followers/${id}`,
  followRequest: (id: number) => `/api/follow-requests/${id}`,
  acceptFollowRequest: (id: number) => `/api/follow-requests/${id}/accept`,
  blocks: '/api/blocks',
  blockList: `/api/blocks?limit=${BLOCKS_PAGE_SIZE}`,
  block: (id: number) => `/api/blocks/${id}`,
  mutes: '/api/mutes',
  muteList: `/api/mutes?limit=${BLOCKS_PAGE_SIZE}`,
  mute: (id: number) => `/api/mutes/${id}`,
};
