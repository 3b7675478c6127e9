/** The addresses of the API that only views, dialogs and forms use that load later. Apart, to keep the first load small. */
const STORY_VIEWERS_PAGE_SIZE = 50;
const BLOCKS_PAGE_SIZE = 20;
const GUEST_LINKS_PAGE_SIZE = 50;
const MEMBERS_PAGE_SIZE = 50;
/** A user has no more. */
const MAX_AUDIENCES = 50;

export const laterEndpoints = {
  service: '/api/service',
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
  userSearch: (text: string) => `/api/users?q=${encodeURIComponent(text)}`,
  reports: '/api/reports',
  notices: '/api/notices',
  events: (postId?: number) => `/api/events${postId === undefined ? '' : `?post_id=${postId}`}`,
  notificationsSeen: '/api/notifications/seen',
  notificationSettings: '/api/notifications/settings',
  pushKey: '/api/push/key',
  pushDevices: '/api/push/subscriptions',
  pushDevice: (id: number) => `/api/push/subscriptions/${id}`,
  acknowledge: (noticeId: number) => `/api/notices/${noticeId}/acknowledge`,
  follower: (id: number) => `/api/followers/${id}`,
  followRequest: (id: number) => `/api/follow-requests/${id}`,
  acceptFollowRequest: (id: number) => `/api/follow-requests/${id}/accept`,
  blocks: '/api/blocks',
  blockList: `/api/blocks?limit=${BLOCKS_PAGE_SIZE}`,
  block: (id: number) => `/api/blocks/${id}`,
  mutes: '/api/mutes',
  muteList: `/api/mutes?limit=${BLOCKS_PAGE_SIZE}`,
  mute: (id: number) => `/api/mutes/${id}`,
  guestLinks: '/api/guest-links',
  guestLinkList: `/api/guest-links?limit=${GUEST_LINKS_PAGE_SIZE}`,
  guestLink: (id: number) => `/api/guest-links/${id}`,
  audiences: '/api/audiences',
  audienceList: `/api/audiences?limit=${MAX_AUDIENCES}`,
  audience: (id: number) => `/api/audiences/${id}`,
  audiencesOf: (postId: number) => `/api/posts/${postId}/audiences`,
  members: (audienceId: number) => `/api/audiences/${audienceId}/members`,
  memberList: (audienceId: number) => `/api/audiences/${audienceId}/members?limit=${MEMBERS_PAGE_SIZE}`,
  member: (audienceId: number, id: number) => `/api/audiences/${audienceId}/members/${id}`,
};

/** Limits of a guest link: its posts, and the characters of its title and passphrase. */
export const MAX_SHARED_POSTS = 50;
export const MAX_GUEST_LINK_TITLE = 100;
export const MIN_PASSPHRASE = 8;
export const MAX_PASSPHRASE = 72;
/** The characters of an audience's name, the members of a new one, and the audiences of a post. */
export const MAX_AUDIENCE_NAME = 50;
export const MAX_NEW_MEMBERS = 200;
export const MAX_AUDIENCES_OF_POST = 10;
/** Limits of the API, in characters. */
export const MAX_URL_LENGTH = 2_048;
export const MAX_SEARCH_LENGTH = 80;
