/** The texts in English of guest links, a part of `enLater.ts`. */
import { formatsFor } from './formats';

const { counted, fullTime, number } = formatsFor('en-GB');

const posts = counted('post', 'posts');
const links = counted('link', 'links');

export const guestLinks = {
  title: 'Guest links',
  loading: 'Loading your guest links…',
  failed: 'Couldn’t load your guest links',
  help: 'People with a guest link see its photos without an account. They see no comments and no likes.',
  none: 'You have no guest links',
  noneHelp: 'Choose “Share with a link” in the options of your post, or select several posts on your profile.',
  untitled: (postCount: number) => posts(postCount),
  worksUntil: (time: Date) => `Works until ${fullTime(time)}`,
  /** Also for the previews that messengers make. */
  shown: (times: number) => (times === 0 ? 'Not shown yet' : `Page shown ${counted('time', 'times')(times)}`),
  hasPassphrase: 'With a passphrase',
  revoke: 'Revoke',
  revokeLink: (link: string, created: Date | undefined) =>
    `Revoke the link to ${link}${created ? `, created ${fullTime(created)}` : ''}`,
  revokeQuestion: 'Revoke it? Guests can then no longer open it.',
  revoked: 'Link revoked',
  notRevoked: 'The link was not revoked.',
  /** The end of the list of links. */
  more: {
    button: 'Show more',
    loading: 'Loading more links…',
    failed: 'More links could not be loaded.',
    shown: (amount: number, all: boolean) => `${all ? 'All ' : ''}${links(amount)} shown`,
  },

  newTitle: 'Share with a link',
  newHelp: (postCount: number) =>
    `Anyone with the link sees ${postCount === 1 ? 'this post' : `these ${number(postCount)} posts`}, without an account: your name, the photos and their captions, also after you edit them. They see no comments and no likes.`,
  lifetime: 'Works for',
  lifetimes: [
    { hours: 1, label: '1 hour' },
    { hours: 24, label: '1 day' },
    { hours: 168, label: '7 days' },
    { hours: 720, label: '30 days' },
    { hours: 2160, label: '90 days' },
  ],
  linkTitle: 'Title',
  linkTitleHint: 'Guests see it above the photos. Optional.',
  passphrase: 'Passphrase',
  passphraseHint: (shortest: number) => `Guests must enter it first. At least ${number(shortest)} characters. Optional.`,
  passphraseTooShort: (shortest: number) => `Use at least ${number(shortest)} characters.`,
  create: 'Create link',
  creating: 'Creating…',
  created: 'Link created',
  address: 'Link for guests',
  addressHint: 'Copy it now. It isn’t shown again.',
  share: 'Share…',
  done: 'Done',

  select: 'Select posts',
  selected: (amount: number, limit: number) => `${number(amount)} of ${posts(limit)} selected`,
  place: (photo: string, place: number) => `${photo}, number ${number(place)}`,
  selectHelp: 'Guests see the posts in the order in which you select them.',
};
