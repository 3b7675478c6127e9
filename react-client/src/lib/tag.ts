import { TAG } from './linkify';

const WHOLE_TAG = new RegExp(`^${TAG}$`, 'u');

/** Whether a text, without a #, is a tag. */
export function isTag(text: string): boolean {
  return WHOLE_TAG.test(text);
}
