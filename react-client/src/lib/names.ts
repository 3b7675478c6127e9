/** Names of users and posts in labels and messages. */
import type { BookmarkedPost, UserSummary } from './api/types';
import { text } from './text';

const MAX_LENGTH_IN_NAME = 40;

/** Empty if the user has no name. */
export function fullName(user: UserSummary): string {
  return `${user.first_name} ${user.last_name}`.trim();
}

/** For labels and messages. Where a user is shown, `Identity` is. */
export function displayName(user: UserSummary): string {
  return fullName(user) || `@${user.username}`;
}

export function initials(user: UserSummary): string {
  const letters = [user.first_name, user.last_name].map((name) => Array.from(name.trim())[0] ?? '').join('');
  return (letters || (Array.from(user.username)[0] ?? '?')).toUpperCase();
}

/** Distinguishes a post from others: `Ana Ruiz’s post “Low tide at…”`. */
export function postName({ user, caption }: Pick<BookmarkedPost, 'user' | 'caption'>): string {
  return text.posts.name(displayName(user), startOf(caption ?? ''));
}

/** The text alternative of an image. Without a description, naming the author is better than nothing. */
export function imageDescription({ user, alt_text }: Pick<BookmarkedPost, 'user' | 'alt_text'>): string {
  return (alt_text ?? '').trim() || text.image.undescribed(displayName(user));
}

/** Cuts a text that is longer than `most` characters at the end of a word, and adds an ellipsis. */
export function shorten(whole: string, most: number): string {
  const characters = Array.from(whole);
  if (characters.length <= most) return whole;

  const start = characters.slice(0, most).join('');
  const lastSpace = start.search(/\s\S*$/);
  // A very long word is cut in the middle.
  const end = lastSpace > most / 2 ? lastSpace : start.length;
  return `${start.slice(0, end).trimEnd()}…`;
}

/** The start of a text, on one line, for use in a name. */
export function startOf(whole: string): string {
  return shorten(whole.trim().replace(/\s+/g, ' '), MAX_LENGTH_IN_NAME);
}
