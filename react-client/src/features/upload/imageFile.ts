import { laterText } from '../../lib/text/later';

/** The image types that every server accepts. */
const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
/** The formats of phones. Either the server can read them, or the browser, or nobody. */
const PHONE_TYPES = ['image/heic', 'image/heif', 'image/avif'];
/** For systems that know no type for these files. */
const PHONE_ENDINGS = ['.heic', '.heif', '.avif'];

/** What file controls offer. */
export const ACCEPTED_FILES = [...TYPES, ...PHONE_TYPES, ...PHONE_ENDINGS].join(',');

/** The server's limit, unless its operator changed it. */
const MAX_BYTES = 20 * 1024 ** 2;

/** Says why a file need not be sent, if so. The server decides about all others. */
export function problemWithFile(file: File): string | undefined {
  const { size, type } = file;
  if (size === 0) return laterText.upload.emptyFile;
  if (size > MAX_BYTES) return laterText.upload.tooLarge(size, MAX_BYTES);
  // Browsers guess the type from the name of the file, and may not know it.
  return type === '' || TYPES.includes(type) || isPhoneFormat(file) ? undefined : laterText.upload.badType;
}

/** Whether a photo has a format that many browsers cannot show. */
export function isPhoneFormat({ name, type }: File): boolean {
  return PHONE_TYPES.some((known) => type.startsWith(known)) || PHONE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}
