/** Finds the web addresses, mentions and tags in a caption or comment. */
import { shorten } from './names';
import { once } from './once';

export interface TextPart {
  kind: 'text' | 'web' | 'mention' | 'tag';
  /** The part as it was written. All parts together are the whole text. */
  text: string;
}

/** What tags and usernames consist of, for use in a character class. */
const WORD = String.raw`\p{L}\p{M}\p{N}_`;
/** Not in an address: quotation marks, brackets and East Asian punctuation, because they stand around addresses. */
const IN_ADDRESS = String.raw`[^\s\\()<>"“”«»\u3000-\u303f\uff00-\uffef]`;
/** A tag without its #. The server finds the tags of a caption by the same grammar. */
export const TAG = String.raw`(?!\p{N}*(?![${WORD}]))[${WORD}]{1,100}(?![${WORD}])`;
const LINKS = [
  // Brackets belong to an address in pairs, as in https://en.wikipedia.org/wiki/Camera_(film).
  `\\bhttps?://(?:\\(${IN_ADDRESS}*\\)|${IN_ADDRESS})+(?<![.,:;!?'’…*\\]}])`,
  // Not in an e-mail address, and not the name of a user of another service, such as @ada@example.org.
  `(?<![${WORD}+%&/@-])@(?![${WORD}.-]*@)(?=[.-]*[${WORD}])[${WORD}.-]+(?<!\\.)`,
  // Not in an address, nor in an HTML entity.
  `(?<![${WORD}&/])#${TAG}`,
];
/** What every link contains. */
const MAY_LINK = /:\/\/|[@#]/;
const MAX_PATH = 20;

/** Made on first use, because that takes a phone some 50 ms. */
const linkPattern = once(() => new RegExp(LINKS.join('|'), 'giu'));

/** The parts of a text, in order. */
export function linkify(text: string): TextPart[] {
  if (!MAY_LINK.test(text)) return text === '' ? [] : [{ kind: 'text', text }];

  const parts: TextPart[] = [];
  let end = 0;
  const add = (kind: TextPart['kind'], to: number) => {
    if (to > end) parts.push({ kind, text: text.slice(end, to) });
    end = to;
  };
  for (const { 0: link, index } of text.matchAll(linkPattern())) {
    const kind = link.startsWith('@') ? 'mention' : link.startsWith('#') ? 'tag' : 'web';
    if (kind === 'web' && !isAddress(link)) continue;
    add('text', index);
    add(kind, index + link.length);
  }
  add('text', text.length);
  return parts;
}

/** The parts of a text that is shortened to `most` characters. A link at the end of it stays whole. */
export function shortenParts(parts: TextPart[], most: number): TextPart[] {
  const whole = parts.map(({ text }) => text).join('');
  const short = shorten(whole, most);
  if (short === whole) return parts;

  let left = short.length - 1;
  const first = parts.findIndex(({ text }) => (left -= text.length) <= 0);
  const last = parts[first];
  if (last?.kind !== 'text') return [...parts.slice(0, first + 1), { kind: 'text', text: '…' }];
  return [...parts.slice(0, first), { kind: 'text', text: `${last.text.slice(0, last.text.length + left)}…` }];
}

/** An address without what readers do not need: `https://www.example.org/` is `example.org`. */
export function shortAddress(address: string): string {
  const [, host = '', path = ''] = /^\w+:\/\/(?:[^/?#]*@)?(?:www\.)?([^/?#]*)(.*)$/i.exec(address) ?? [];
  return host + (path === '/' ? '' : shorten(path, MAX_PATH));
}

function isAddress(text: string): boolean {
  try {
    return new URL(text).host !== '';
  } catch {
    return false;
  }
}
