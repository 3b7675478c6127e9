import { laterText } from '../../lib/text/later';

/** The image types that the server accepts. */
const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

export const ACCEPTED_TYPES = TYPES.join(',');

/** Says why a file need not be sent, if so. The server decides about all others. */
export function problemWithFile({ type }: File): string | undefined {
  // Browsers guess the type from the name of the file, and may not know it.
  if (type === '' || TYPES.includes(type)) return undefined;
  if (/^image\/(hei[cf]|avif)/.test(type)) {
    return laterText.upload.notPortable;
  }
  return laterText.upload.badType;
}
