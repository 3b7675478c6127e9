/** Why a picture cannot have this address, if so. The server takes http(s) addresses and paths of its own. */
export function problemWithPictureUrl(url: string): string | undefined {
  if (url === '') return 'A post needs a picture.';
  if (url.startsWith('/') && !url.startsWith('//')) return undefined;

  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  return protocol === 'https:' || protocol === 'http:'
    ? undefined
    : 'This is not the address of a picture. It should begin with https://';
}
