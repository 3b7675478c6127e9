import { laterText } from '../../lib/text/later';

/** Says why an image cannot have this address, if so. The server accepts http(s) addresses and paths of its own. */
export function problemWithImageUrl(url: string): string | undefined {
  if (url === '') return laterText.postForm.needsPhoto;
  if (url.startsWith('/') && !url.startsWith('//')) return undefined;

  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  return protocol === 'https:' || protocol === 'http:'
    ? undefined
    : laterText.upload.badAddress;
}
