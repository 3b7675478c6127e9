/**
 * The texts of the client in English, as far as they load first: those of the shell and the feed. The others are in
 * `enLater.ts`. A key holds a text, or a function that makes it from its parameters.
 */
import type { ErrorCode } from '../api/errorCodes';
import { formatsFor } from './formats';

const { ago, counted, fullTime } = formatsFor('en-GB');

const posts = counted('post', 'posts');
const comments = counted('comment', 'comments');

export const en = {
  language: 'en',
  appName: 'Photo App',
  skipToContent: 'Skip to content',
  tabTitle: (title: string) => `${title} · Photo App`,

  actions: {
    close: 'Close',
    dismiss: 'Dismiss',
    loading: 'Loading…',
    reload: 'Reload',
    sharePhoto: 'Share a photo',
    tryAgain: 'Try again',
  },

  errors: {
    /** Codes for which the client has better words than the server, or the only ones. */
    byCode: {
      unreachable: 'Can’t reach the server. Check your connection.',
      timed_out: 'The server doesn’t answer.',
      upload_interrupted: 'The connection was lost during the upload. Check it, then try again.',
      wrong_password: 'Wrong password.',
    } as Partial<Record<ErrorCode, string>>,
    /** For answers without a message, as proxies give them. */
    byStatus: {
      404: 'This is no longer available.',
      408: 'The connection was too slow. Try again.',
      413: 'This file is too large.',
      429: 'Too many attempts. Wait a moment, then try again.',
      503: 'The server is busy. Try again in a moment.',
    } as Partial<Record<number, string>>,
    unknown: 'Something went wrong on the server.',
    outage: 'Couldn’t load this page',
    withReason: (failure: string, reason: string) => `${failure} ${reason}`,
    notLoaded: 'This couldn’t be loaded',
    notLoadedHelp: 'Check your connection. If the server has been updated, reload.',
    viewFailed: 'Something went wrong here',
    viewFailedHelp: 'Reloading usually helps.',
    unavailable: 'This isn’t available',
    unavailableHelp: 'It may have been deleted, or you may not have access to it.',
  },

  nav: {
    label: 'Main',
    home: 'Home',
    users: 'People',
    newPost: 'New post',
    bookmarks: 'Bookmarks',
    profile: 'Profile',
    notifications: 'Notifications',
    /** The server counts no further. */
    unseen: (amount: number) => (amount > 99 ? '99+' : `${amount}`),
    unseenLabel: (amount: string) => `${amount} unseen`,
    yourProfile: ' (your profile)',
    settings: 'Settings',
  },

  image: {
    broken: 'Image unavailable',
    brokenDescription: (description: string) => `${description} (image unavailable)`,
    undescribed: (author: string) => `Photo by ${author}, without a description`,
  },

  time: {
    full: fullTime,
    ago: (time: Date, now: number) => ago(time, now, { now: 'now', minutes: 'min', hours: 'h', days: 'd' }),
  },

  feed: {
    title: 'Home',
    posts: 'Posts',
    aside: 'You and people to follow',
    loading: 'Loading posts…',
    failed: 'Couldn’t load your feed',
    empty: 'Your feed is empty',
    emptyHelp: 'Photos from you and the people you follow appear here.',
    findUsers: 'Find people to follow',
    refreshed: 'Feed refreshed',
    notRefreshed: 'Your feed was not refreshed.',
  },

  posts: {
    name: (author: string, caption: string) => `${author}’s post${caption && ` “${caption}”`}`,
    optionsFor: (post: string) => `Options for ${post}`,
    commentsOn: (post: string) => `Comments on ${post}`,
    viewAllComments: (amount: number) => `View all ${comments(amount)}`,
    moreOfCaption: 'more',
    lessOfCaption: 'less',
    captionOf: (author: string) => ` of ${author}’s caption`,
    hidden: ' · Hidden by the moderators',
    forSome: 'Only for some followers',
  },
  /** The end of a list of posts, which loads more. */
  morePosts: {
    button: 'Show more',
    loading: 'Loading more posts…',
    failed: 'More posts could not be loaded.',
    shown: (amount: number, all: boolean) => `${all ? 'All ' : ''}${posts(amount)} shown`,
  },
  olderPosts: 'Show older posts',

  likes: {
    count: counted('like', 'likes'),
    whoLikes: (likes: string, post: string) => `${likes}: who likes ${post}`,
    like: (what: string) => `Like ${what}`,
    liked: (post: string) => `You like ${post}`,
    unliked: (post: string) => `You no longer like ${post}`,
    notSaved: 'Your like was not saved.',
    notRemoved: 'Your like was not removed.',
  },

  comments: {
    addTo: (post: string) => `Add a comment to ${post}`,
    placeholder: 'Add a comment…',
    post: 'Post',
    postComment: ' comment',
    posted: 'Comment posted',
    notPosted: 'Your comment was not posted.',
  },

  bookmarks: {
    bookmark: (post: string) => `Bookmark ${post}`,
    saved: (post: string) => `Saved ${post} to your bookmarks`,
    removed: (post: string) => `Removed ${post} from your bookmarks`,
    notSaved: 'The bookmark was not saved.',
    notRemoved: 'The bookmark was not removed.',
  },

  stories: {
    title: 'Stories',
    by: 'Story by ',
    newBy: 'New story by ',
    loading: 'Loading stories…',
    failed: 'Couldn’t load stories',
    none: 'No stories yet. Stories from people you follow appear here.',
    add: 'Add story',
    back: 'Previous stories',
    on: 'More stories',
  },

  following: {
    tabs: 'People',
    find: 'Find people',
    followers: 'Followers',
    following: 'Following',
    requests: counted('follow request', 'follow requests'),
    suggestions: 'Suggestions for you',
    suggestionsLoading: 'Loading suggestions…',
  },

  profile: {
    yours: 'Your profile',
    loading: 'Loading your profile…',
    failed: 'Couldn’t load your profile',
  },
};
