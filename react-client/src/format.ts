import type { BookmarkedPost, Comment, Person } from './api/types';

const number = new Intl.NumberFormat('en');
const shortNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const BYTE_UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
const conjunction = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const NAMING_CAPTION_LENGTH = 40;

export function displayName(user: Person): string {
  return `${user.first_name} ${user.last_name}`.trim() || user.username;
}

export function initials(user: Person): string {
  const letters = [user.first_name, user.last_name].map((name) => Array.from(name.trim())[0] ?? '').join('');
  return (letters || (Array.from(user.username)[0] ?? '?')).toUpperCase();
}

/** `1 like`, `1,234 likes`. */
export function count(amount: number, noun: string): string {
  return `${number.format(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** `900 bytes`, `1.5 MiB`, `5 GiB`. */
export function bytes(amount: number): string {
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log2(Math.max(1, amount)) / 10));
  return `${shortNumber.format(amount / 1024 ** power)} ${BYTE_UNITS[power]}`;
}

/** `ana, ben and cleo`. */
export function list(parts: string[]): string {
  return conjunction.format(parts);
}

/** Tells one post from another in a label: `Ana Ruiz’s post “Low tide at…”`. */
export function postName({ user, caption }: Pick<BookmarkedPost, 'user' | 'caption'>): string {
  const start = shorten(caption?.trim().replace(/\s+/g, ' ') ?? '', NAMING_CAPTION_LENGTH);
  return `${displayName(user)}’s post${start && ` “${start}”`}`;
}

/** Tells one comment from another in a label: `Ana Ruiz’s comment “So…”`. */
export function commentName({ user, text }: Pick<Comment, 'user' | 'text'>): string {
  return `${displayName(user)}’s comment “${shorten(text.trim().replace(/\s+/g, ' '), NAMING_CAPTION_LENGTH)}”`;
}

/** Text alternative for a picture; who took it is better than nothing. */
export function pictureText({ user, alt_text }: Pick<BookmarkedPost, 'user' | 'alt_text'>): string {
  return alt_text?.trim() ?? '' ? String(alt_text).trim() : `Photo by ${displayName(user)}, without a description`;
}

/** Cuts a text that is longer than `most` characters at the end of a word, and says so with an ellipsis. */
export function shorten(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;

  const start = characters.slice(0, most).join('');
  const lastSpace = start.search(/\s\S*$/);
  // One endless word is cut where it is.
  const end = lastSpace > most / 2 ? lastSpace : start.length;
  return `${start.slice(0, end).trimEnd()}…`;
}
