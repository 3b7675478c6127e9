import { readDraft, writeDraft } from '../../lib/drafts/draftStore';
import { commentDraft } from './commentDraft';

/** Adds a mention of a user to the comment that the viewer is writing. */
export function addMention(postId: number, username: string): void {
  const draft = commentDraft(postId);
  writeDraft(draft, withMention(readDraft(draft) ?? '', username));
}

/** Appends a mention to a text, unless the text has it already. */
export function withMention(text: string, username: string): string {
  const mention = `@${username}`;
  const words = text.split(/\s+/).map((word) => word.replace(/[.,:;!?]+$/, ''));
  if (words.includes(mention)) return text;
  const space = text === '' || /\s$/.test(text) ? '' : ' ';
  return `${text}${space}${mention} `;
}
