/** The texts of the outbox, part of `enLater.ts`. */
import { formatsFor } from './formats';

const { counted } = formatsFor('en-GB');
const changes = counted('change', 'changes');

export const outbox = {
  kept: 'Saved on this device. It will be sent when the server can be reached.',
  waiting: 'Waiting to be sent',
  waitingAmount: (amount: number) => `${changes(amount)} waiting to be sent`,
  failedAmount: (amount: number) => `${changes(amount)} could not be sent`,
  show: 'Show',
  title: 'Outbox',
  help: 'These changes are saved on this device. They are sent in this order when the server can be reached.',
  empty: 'Everything has been sent.',
  comment: (text: string) => `Comment “${text}”`,
  like: (post: string) => `Like ${post}`,
  unlike: (post: string) => `No longer like ${post}`,
  post: (caption: string) => (caption ? `Post “${caption}”` : 'Post'),
  failed: 'Not sent.',
  uncertain: 'It may have been sent already. Look first, then send it again or discard it.',
  sendAgain: 'Send again',
  discard: 'Discard',
  useText: 'Move the text to the comment field',
};
