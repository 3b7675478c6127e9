/** The texts in English of views, dialogs and forms that load after the feed. Apart from `en.ts`, to keep the first load small. */
import { audiences } from './enAudiences';
import { follow, suggestions } from './enFollowing';
import { guestLinks } from './enGuestLinks';
import { notifications } from './enNotifications';
import { outbox } from './enOutbox';
import { settings } from './enSettings';
import { formatsFor } from './formats';
import { laterFormatsFor } from './laterFormats';

const { counted, number, plural } = formatsFor('en-GB');
// British English has no comma before the last "and" of a list.
const { bytes, list, percent } = laterFormatsFor('en-GB');

const comments = counted('comment', 'comments');
const photos = counted('photo', 'photos');
const bookmarks = counted('bookmark', 'bookmarks');
const likes = counted('like', 'likes');
const people = counted('person', 'people');
const others = counted('other', 'others');

export const enLater = {
  posts: {
    title: 'Post',
    loading: 'Loading posts…',
    loadingOne: 'Loading the post…',
    photos,
    failed: 'Couldn’t load the posts',
    failedOne: 'Couldn’t load the post',
    unavailable: 'This post isn’t available',
  },

  live: {
    newPosts: 'New posts',
  },

  install: {
    title: 'Installation',
    question: 'Install Photo App on this device?',
    homeScreen: 'To install Photo App, choose “Add to Home Screen” in the share menu.',
    install: 'Install',
    notNow: 'Not now',
  },

  offline: {
    kept: 'You’re offline. Saved content is shown:',
  },

  outbox,

  likes: {
    unit: (amount: number) => plural(amount, { one: 'like', other: 'likes' }),
    title: 'Likes',
    loading: 'Loading likes…',
    failed: 'Couldn’t load the likes',
    none: 'No likes yet',
    commentLiked: 'You like this comment',
    commentUnliked: 'You no longer like this comment',
  },

  actions: {
    cancel: 'Cancel',
    delete: 'Delete',
    keep: 'Keep',
    saving: 'Saving…',
    sharing: 'Sharing…',
    toFeed: 'Go to your feed',
  },

  /** For an address that the user has to copy. */
  copyLink: {
    copy: 'Copy link',
    copied: 'Link copied',
    byHand: 'Your browser doesn’t let this page copy it. Copy it from here.',
  },

  unsaved: {
    question: 'Discard your changes?',
    discard: 'Discard',
    keep: 'Keep editing',
  },

  comments: {
    region: 'Caption and comments',
    name: (author: string, start: string) => `${author}’s comment “${start}”`,
    reply: 'Reply',
    replyTo: (comment: string) => ` to ${comment}`,
    none: 'No comments yet. Be the first to comment.',
    loading: 'Loading comments…',
    loadingEarlier: 'Loading earlier comments…',
    showEarlier: 'Show earlier comments',
    shown: (amount: number) => `${comments(amount)} shown`,
    failed: 'The comments could not be loaded.',
    delete: (comment: string) => `Delete your comment “${comment}”`,
    deleteOf: (author: string, comment: string) => `Delete ${author}’s comment “${comment}”`,
    deleteQuestion: 'Delete this comment?',
    deleted: 'Comment deleted',
    notDeleted: 'The comment was not deleted.',
  },

  postOptions: {
    options: 'Post options',
    edit: 'Edit post',
    open: 'Open post',
    link: 'Link to this post',
    shareLink: 'Share with a link',
    delete: 'Delete post',
    deleting: 'Deleting…',
    deleteQuestion: 'Delete this post?',
    deleteHelp: 'This also deletes its comments, likes and bookmarks. This can’t be undone.',
    keep: 'Keep post',
    deleted: 'Post deleted',
    notDeleted: 'The post was not deleted.',
  },

  carousel: {
    role: 'carousel',
    slideRole: 'slide',
    label: (post: string) => `Photos of ${post}`,
    position: (place: number, total: number) => `${number(place)} of ${number(total)}`,
    previous: 'Previous photo',
    next: 'Next photo',
  },

  photoViewer: {
    title: 'Photo',
    photos: 'Photos',
    photoBy: (username: string) => `Photo by @${username}`,
    positionBy: (place: number, total: number, username: string) =>
      `Photo ${number(place)} of ${number(total)}, by @${username}`,
    /** Names the area of the photo, which takes the focus. */
    area: 'Photo. Zoom with plus and minus, reset with 0',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    alt: 'ALT',
    altLabel: 'ALT text',
  },

  storyPlayer: {
    region: 'Story',
    of: (author: string) => `${author}’s story`,
    photoOf: (author: string) => `Photo in ${author}’s story`,
    position: (place: number, total: number) => `Story ${number(place)} of ${number(total)}`,
    positionBy: (place: number, total: number, author: string) =>
      `Story ${number(place)} of ${number(total)} by ${author}`,
    loadingOne: 'Loading the story…',
    gone: 'This story is no longer available',
    previous: 'Previous story',
    next: 'Next story',
    finish: 'Close stories',
    play: 'Play',
    pause: 'Pause',
    delete: 'Delete this story',
    deleteQuestion: 'Delete this story?',
    deleted: 'Story deleted',
    notDeleted: 'The story was not deleted.',
  },

  /** Who has seen a story of the viewer. */
  storyViewers: {
    title: 'Seen by',
    none: 'Nobody has seen it yet',
    /** `atLeast` if not all are loaded. */
    seenBy: (amount: number, atLeast: boolean) => `Seen by ${number(amount)}${atLeast ? '+' : ''}`,
  },

  /** The end of a list of users. */
  moreUsers: {
    button: 'Show more',
    loading: 'Loading more people…',
    failed: 'More people could not be loaded.',
    shown: (amount: number, all: boolean) => `${all ? 'All ' : ''}${people(amount)} shown`,
  },

  userLists: {
    loading: 'Loading people…',
    loadingFollowing: 'Loading people you follow…',
    loadingFollowers: 'Loading your followers…',
    failed: 'Couldn’t load the list',
    noFollowers: 'No followers yet',
    noFollowersHelp: 'Your followers can see the photos you share.',
    noFollowing: 'You’re not following anyone yet',
    noFollowingHelp: 'Follow someone below to see their photos in your feed.',
    friendsOfFriends: 'Followed by people you follow',
    followedBy: (names: string[], amount: number) =>
      `Followed by ${list(amount > 0 ? [...names, others(amount)] : names)}`,
    searchLabel: 'Search for people by name or username',
    searchPlaceholder: 'Name or username',
    results: 'Search results',
    resultCount: counted('person found', 'people found'),
    searchFailed: 'Couldn’t search',
    noResults: (search: string) => `No results for “${search}”`,
    noResultsHelp: 'Try part of a name or username.',
  },

  follow,

  notifications,

  suggestions,

  followRequests: {
    title: 'Follow requests',
    failed: 'Couldn’t load the follow requests',
    ownTitle: 'Requested',
    accept: 'Accept',
    acceptUser: (name: string) => `Accept ${name}`,
    decline: 'Decline',
    declineUser: (name: string) => `Decline ${name}`,
    wants: (name: string) => `${name} asked to follow you`,
    accepted: (name: string) => `${name} now follows you`,
    declined: (name: string) => `You declined ${name}’s request`,
    notAnswered: (name: string) => `Couldn’t answer ${name}’s request.`,
    remove: 'Remove',
    removeUser: (name: string) => `Remove ${name}`,
    removeQuestion: (name: string) => `Remove ${name} from your followers?`,
    removed: (name: string) => `${name} no longer follows you`,
    notRemoved: (name: string) => `Couldn’t remove ${name}.`,
  },

  blocks: {
    optionsOf: (username: string) => `Options for @${username}`,
    mutePosts: 'Mute posts',
    muteStories: 'Mute stories',
    muteBoth: 'Mute posts and stories',
    muted: (name: string) => `${name} is muted. They won’t know.`,
    notMuted: (name: string) => `Couldn’t mute ${name}.`,
    unmute: 'Unmute',
    unmuted: (name: string) => `${name} is no longer muted`,
    notUnmuted: (name: string) => `Couldn’t unmute ${name}.`,
    block: 'Block',
    question: (name: string) =>
      `Block ${name}? You stop following each other, and neither of you finds the other’s profile, photos or comments any more.`,
    blocked: (name: string) => `${name} is blocked. You can unblock them in Settings, Privacy.`,
    notBlocked: (name: string) => `Couldn’t block ${name}.`,
    unblock: 'Unblock',
    unblocked: (name: string) => `${name} is no longer blocked`,
    notUnblocked: (name: string) => `Couldn’t unblock ${name}.`,
    endLabel: (action: string, name: string) => `${action} ${name}`,
    blockedTitle: 'Blocked',
    noneBlocked: 'You haven’t blocked anyone.',
    mutedTitle: 'Muted',
    noneMuted: 'You haven’t muted anyone.',
    mutedParts: ({ posts, stories }: { posts: boolean; stories: boolean }) =>
      posts && stories ? 'Posts and stories' : posts ? 'Posts' : 'Stories',
    loading: 'Loading…',
    failed: 'Couldn’t load this list',
  },

  profile: {
    title: 'Profile',
    yourPosts: 'Your posts',
    edit: 'Edit profile',
    loadingUser: 'Loading the profile…',
    failedUser: 'Couldn’t load this profile',
    unavailable: 'This profile isn’t available',
    number,
    postsUnit: (amount: number) => plural(amount, { one: 'post', other: 'posts' }),
    followersUnit: (amount: number) => plural(amount, { one: 'follower', other: 'followers' }),
    followingUnit: 'following',
    /** While the number loads. */
    noNumber: '–',
    newTab: '(opens in a new tab)',
    postsBy: (name: string) => `Posts by ${name}`,
    hidden: (name: string) => `Only followers can see ${name}’s photos`,
    hiddenHelp: (name: string) => `Follow ${name} to see their photos here and in your feed.`,
    requestedHelp: (name: string) => `You asked to follow ${name}. Their photos appear here once they accept.`,
    noPosts: (name: string) => `${name} hasn’t shared any photos yet`,
    noPostsYet: 'You haven’t shared any photos yet',
    noPostsYetHelp: 'Your photos appear here and in your followers’ feeds.',
  },

  bookmarks: {
    title: 'Bookmarks',
    loading: 'Loading bookmarks…',
    failed: 'Couldn’t load your bookmarks',
    none: 'No bookmarks yet',
    noneHelp: 'Use the ribbon under a photo to save it here. Only you can see your bookmarks.',
  },

  /** The end of the list of users who like a post. */
  moreLikes: {
    button: 'Show more',
    loading: 'Loading more people…',
    failed: 'More people could not be loaded.',
    shown: (amount: number, all: boolean) => `${all ? 'All ' : ''}${likes(amount)} shown`,
  },

  tags: {
    none: (tag: string) => `No posts with #${tag} yet`,
    noneHelp: 'Posts that you may see appear here if their caption has this tag.',
  },

  report: {
    title: 'Report',
    post: 'Report post',
    profile: (username: string) => `Report ${username}`,
    comment: (comment: string) => `Report ${comment}`,
    story: 'Report this story',
    help: 'The moderators of this service see your report. The person you report doesn’t learn who you are.',
    question: 'What is wrong?',
    reasons: ['Spam', 'Bullying or harassment', 'Nudity or sexual content', 'Violence or danger', 'Something else'],
    chooseReason: 'Choose a reason.',
    detail: 'Details',
    detailHint: 'Anything that helps to understand it. Optional.',
    send: 'Send report',
    sending: 'Sending…',
    done: 'Report sent. Thank you.',
  },

  notice: {
    title: 'From the moderators',
    kinds: { post: 'your post', comment: 'your comment', story: 'your story', user: 'your profile' } as Partial<Record<string, string>>,
    warned: (what: string) => `A moderator of this service writes to you about ${what}:`,
    hidden: (what: string) => `The moderators have hidden ${what}. Only you still see it.`,
    about: 'It said:',
    acknowledge: 'I have read this',
  },

  notFound: {
    title: 'Page not found',
    notice: 'There’s nothing at this address',
    help: 'The link may be broken or mistyped.',
  },

  moreBookmarks: {
    button: 'Show more',
    loading: 'Loading more bookmarks…',
    failed: 'More bookmarks could not be loaded.',
    shown: (amount: number, all: boolean) => `${all ? 'All ' : ''}${bookmarks(amount)} shown`,
  },

  postForm: {
    newTitle: 'New post',
    editTitle: 'Edit post',
    caption: 'Caption',
    captionHint: 'What should people know about it? Optional.',
    altText: 'Alt text',
    altTextHint: 'Describe the photo for people who can’t see it.',
    altTextMissing: 'People who use a screen reader need alt text. One sentence is enough.',
    share: 'Share',
    shareUndescribed: 'Share without alt text',
    shared: 'Post shared',
    save: 'Save',
    saveUndescribed: 'Save without alt text',
    saved: 'Changes saved',
    needsPhoto: 'A post needs a photo.',
    photo: (place: number) => `Photo ${number(place)}:`,
    position: (place: number, total: number) => `Photo ${number(place)} of ${number(total)}`,
    cover: 'Cover',
    moveEarlier: 'Move earlier',
    moveLater: 'Move later',
    remove: 'Remove',
    removeHelp: 'Remove this photo.',
    retryHelp: 'Try again, or remove this photo.',
    photosHint: (limit: number) => `Up to ${photos(limit)}. Drag them into order.`,
    tooMany: (limit: number) => `A post has at most ${photos(limit)}. Only the first ${number(limit)} were taken.`,
  },

  storyForm: {
    newTitle: 'New story',
    text: 'Text',
    textHint: 'It’s visible for 24 hours.',
    empty: 'Add text or a photo.',
    preview: 'Preview of your story',
    share: 'Share story',
    shared: 'Story shared. It’s visible for 24 hours.',
  },

  upload: {
    choose: 'Choose a photo',
    chooseSeveral: 'Choose photos',
    chooseOther: 'Choose another photo',
    addMore: 'Add photos',
    take: 'Take a photo',
    drop: 'Drop a photo to add it',
    dropSeveral: 'Drop photos to add them',
    dropToShare: 'Drop photos to share them',
    dropOrPaste: 'Click here, or drop or paste a photo',
    tap: 'Tap to choose a photo',
    placeholder: 'Your photo will appear here',
    more: 'More',
    preview: 'Preview of your photo',
    remove: 'Remove photo',
    useAddress: 'Use an image address instead',
    useUpload: 'Upload a photo instead',
    address: 'Image address',
    addressHint: 'A link to an image on the web, starting with https://',
    notAnImage: 'No image could be loaded from this address.',
    checking: 'Checking…',
    badAddress: 'Enter the address of an image, starting with https://',
    progress: 'Uploading your photo',
    percent,
    finishing: 'Almost done',
    finishingVisible: 'Almost done…',
    done: 'Photo uploaded',
    failed: 'The photo was not uploaded.',
    retryHelp: 'Try again, or choose another photo.',
    chooseOtherHelp: 'Choose another photo.',
    refused: (name: string, reason: string) => `${name}: ${reason}`,
    emptyFile: 'This file is empty.',
    tooLarge: (size: number, limit: number) => `This photo has ${bytes(size)}. The limit is ${bytes(limit)}.`,
    locationRemoved: 'Its location was removed.',
    cameraRemoved: 'Camera details were removed.',
    bothRemoved: 'Location and camera details were removed.',
    signedOut: 'Sign in again, then choose the photo again.',
    pending: 'Still uploading…',
    notPortable:
      'This photo format isn’t supported. Save it as JPEG first. On an iPhone, set Camera › Formats to “Most Compatible”.',
    badType: 'This file type isn’t supported. Use JPEG, PNG, WebP or GIF.',
  },

  forms: {
    charactersLeft: (amount: number) =>
      amount < 0 ? `${counted('character', 'characters')(-amount)} too many` : `${counted('character', 'characters')(amount)} left`,
    tooLong: (longest: number) => `Use at most ${number(longest)} characters.`,
  },

  photoEditor: {
    edit: 'Edit photo',
    title: 'Edit photo',
    rotateLeft: 'Rotate left',
    rotateRight: 'Rotate right',
    shape: 'Shape',
    shapes: { free: 'Free', original: 'Original', '1:1': '1:1', '4:5': '4:5', '16:9': '16:9' },
    size: (width: number, height: number) => `${number(width)} × ${number(height)} pixels`,
    reset: 'Reset',
    done: 'Done',
    failed: 'Your browser can’t edit this photo. You can still use it as it is.',
    /** Names the parts of the selection, by their compass points, as the cropping library calls them. */
    handles: {
      cropArea: 'Selection. Move it with the arrow keys, faster with Shift',
      nwDragHandle: 'Top left corner. Move it with the arrow keys',
      nDragHandle: 'Top edge. Move it with the up and down arrow keys',
      neDragHandle: 'Top right corner. Move it with the arrow keys',
      eDragHandle: 'Right edge. Move it with the left and right arrow keys',
      seDragHandle: 'Bottom right corner. Move it with the arrow keys',
      sDragHandle: 'Bottom edge. Move it with the up and down arrow keys',
      swDragHandle: 'Bottom left corner. Move it with the arrow keys',
      wDragHandle: 'Left edge. Move it with the left and right arrow keys',
    },
  },

  audiences,

  guestLinks,

  settings,
};
