/** What the server makes pictures of. */
const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

export const ACCEPTED_TYPES = TYPES.join(',');

/** Why a file need not be sent, if so. The server has the last word about the others. */
export function problemWithFile({ type }: File): string | undefined {
  // Browsers go by the file's name, and may not know what it is.
  if (type === '' || TYPES.includes(type)) return undefined;
  if (/^image\/(hei[cf]|avif)/.test(type)) {
    return 'This kind of photo cannot be shown everywhere. Save it as JPEG first; on an iPhone, set Camera › Formats to “Most Compatible”.';
  }
  return 'This is not a photo that can be shown. Choose a JPEG, PNG, WebP or GIF.';
}
