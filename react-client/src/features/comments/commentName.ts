import type { Comment } from '../../lib/api/types';
import { displayName, startOf } from '../../lib/names';
import { laterText } from '../../lib/text/later';

/** Distinguishes a comment from others: `Ana Ruiz’s comment “So…”`. */
export function commentName({ user, text }: Pick<Comment, 'user' | 'text'>): string {
  return laterText.comments.name(displayName(user), startOf(text));
}
