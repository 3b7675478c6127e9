import { laterText } from '../../lib/text/later';

/** The image types that the server accepts. */
const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

export const ACCEPTED_TYPES = TYPES.join(',');

/** The server's limit, unless its operator changed it. */
const MAX_BYTES = 20 * 1024 ** 2;

/** Says why a file need not be sent, if so. The server decides about all others. */
export function problemWithFile({ size, type }: File): string | undefined {
  if (size === 0) return laterText.upload.emptyFile;
  if (size > MAX_BYTES) return laterText.upload.tooLarge(size, MAX_BYTES);
  // Browsers guess the type from the name of the file, and may not know it.
  if (type === '' || TYPES.includes(type)) return undefined;
  if (/^image\/(hei[cf]|avif)/.test(type)) {
    return laterText.upload.notPortable;
  }
  return laterText.upload.badType;
}
