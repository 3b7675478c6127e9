/** The texts in English of notifications, a part of `enLater.ts`. */
import { formatsFor } from './formats';
import { laterFormatsFor } from './laterFormats';

const { counted, plural } = formatsFor('en-GB');
const { list } = laterFormatsFor('en-GB');

const amountOf = counted('notification', 'notifications');
const others = counted('other', 'others');

export const notifications = {
  loading: 'Loading notifications…',
  failed: 'Couldn’t load your notifications',
  none: 'No notifications yet',
  noneHelp: 'When someone likes or comments on your photos, mentions you or follows you, you see it here.',
  settings: 'Choose notifications',
  new: 'New',
  earlier: 'Earlier',

  /** Who did it: `Ada`, `Ada and Ben`, `Ada, Ben and 3 others`. */
  who: (names: string[], more: number) => list(more > 0 ? [...names, others(more)] : names),
  /** What they did. `who` is the text for all of them, `amount` their number. */
  sentences: {
    like: (who: string) => `${who} liked your photo`,
    comment: (who: string) => `${who} commented on your photo`,
    mention: (who: string) => `${who} mentioned you`,
    reply: (who: string) => `${who} replied to you`,
    comment_like: (who: string) => `${who} liked your comment`,
    follow: (who: string) => `${who} started following you`,
    follow_request: (who: string, amount: number) => `${who} ${plural(amount, { one: 'asks', other: 'ask' })} to follow you`,
    follow_accepted: (who: string, amount: number) =>
      `Your ${plural(amount, { one: 'request', other: 'requests' })} to follow ${who} ${plural(amount, { one: 'was', other: 'were' })} accepted`,
    report: () => 'A new report is waiting for the moderators',
    notice: () => 'The moderators sent you a message',
  },

  /** The end of the list. */
  more: {
    button: 'Show more',
    loading: 'Loading more notifications…',
    failed: 'More notifications could not be loaded.',
    shown: (amount: number, all: boolean) => `${all ? 'All ' : ''}${amountOf(amount)} shown`,
  },

  inTitle: (amount: string) => `(${amount}) `,

  settingsTitle: 'Tell me about',
  settingsHelp: 'This also applies to earlier notifications. Messages of the moderators always reach you.',
  settingsFailed: 'Couldn’t load the choices',
  kinds: {
    like: 'Likes of my photos',
    comment: 'Comments on my photos',
    mention: 'Mentions of me',
    reply: 'Replies to me',
    comment_like: 'Likes of my comments',
    follow: 'New followers',
    follow_request: 'Follow requests',
    follow_accepted: 'Accepted follow requests',
    report: 'Reports to the moderators',
  },
  turnedOn: (kind: string) => `${kind}: on`,
  turnedOff: (kind: string) => `${kind}: off`,
  notSaved: 'Your choice was not saved.',

  push: {
    title: 'On this device',
    help: 'Get notifications while Photo App is closed. Your browser will ask for permission. They end when you sign out.',
    failed: 'Couldn’t load your devices',
    loading: 'Loading your devices…',
    turnOn: 'Turn on notifications',
    turnOff: 'Turn off',
    turnedOn: 'This device gets notifications now',
    turnedOff: 'The device gets no more notifications',
    notTurnedOn: 'Notifications could not be turned on. Allow them in the settings of your browser, then try again.',
    notTurnedOff: 'The device was not removed.',
    here: 'This device gets notifications',
    others: 'Other devices that get notifications',
    unknown: 'Unknown device',
    since: 'Since',
    remove: 'Remove',
    removeName: (device: string) => `Remove ${device}`,
    problems: {
      unsupported: 'This browser cannot show notifications, or the service is not reached over HTTPS.',
      install: 'Add Photo App to your home screen first: in the share menu, choose “Add to Home Screen”, and open it from there.',
      denied: 'Notifications are blocked. Allow them for this site in the settings of your browser.',
    },
  },
};
