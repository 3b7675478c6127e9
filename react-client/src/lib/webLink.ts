/** Links that users write. */

/** The address that a user means, whose `https://` may be missing. Undefined if it is not the address of a web page. */
export function webAddress(input: string): string | undefined {
  const address = /^[a-z][a-z\d+.-]*:/i.test(input) && !/^[^/:]+:\d/.test(input) ? input : `https://${input}`;
  return /^https?:\/\/[^\s/?#]+\.[^\s/?#]+\S*$/i.test(address) && URL.canParse(address) ? address : undefined;
}
