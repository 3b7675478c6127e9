import { describe, expect, it, vi } from 'vitest';
import { linkify, shortAddress, shortenParts } from './linkify';

const linksIn = (text: string) => linkify(text).filter(({ kind }) => kind !== 'text').map(({ kind, text: link }) => `${kind} ${link}`);
const joined = (text: string) => linkify(text).map((part) => part.text).join('');

it('divides a text into links and what is between them', () => {
  expect(linkify('By @ada, see https://example.org. #sunset')).toEqual([
    { kind: 'text', text: 'By ' },
    { kind: 'mention', text: '@ada' },
    { kind: 'text', text: ', see ' },
    { kind: 'web', text: 'https://example.org' },
    { kind: 'text', text: '. ' },
    { kind: 'tag', text: '#sunset' },
  ]);
  expect(linkify('')).toEqual([]);
  expect(linkify('Low tide')).toEqual([{ kind: 'text', text: 'Low tide' }]);
});

it('makes its expression only for a text that may have a link, because that is slow', async () => {
  vi.resetModules();
  const made = vi.spyOn(globalThis, 'RegExp');
  const fresh = await import('./linkify');

  expect(fresh.linkify('Low tide: 5 / 7')).toHaveLength(1);

  expect(made).not.toHaveBeenCalled();
});

describe('a web address', () => {
  it.each([
    ['http://example.org', 'http://example.org'],
    ['HTTPS://Example.org/A?b=c&d#e', 'HTTPS://Example.org/A?b=c&d#e'],
    ['See https://example.org/a.', 'https://example.org/a'],
    ['Is it https://example.org/a?!', 'https://example.org/a'],
    ['https://example.org/a?b', 'https://example.org/a?b'],
    ['https://example.org/a…', 'https://example.org/a'],
    ['(https://example.org/a)', 'https://example.org/a'],
    ['(see https://example.org/a).', 'https://example.org/a'],
    ['[https://example.org/a]', 'https://example.org/a'],
    ['“https://example.org/a”', 'https://example.org/a'],
    ['<https://example.org/a>', 'https://example.org/a'],
    ['https://en.wikipedia.org/wiki/Camera_(film)', 'https://en.wikipedia.org/wiki/Camera_(film)'],
    ['(https://en.wikipedia.org/wiki/Camera_(film))', 'https://en.wikipedia.org/wiki/Camera_(film)'],
    ['https://example.org/it’s,', 'https://example.org/it’s'],
    ['写真はhttps://例え.jp/夕焼け。きれい', 'https://例え.jp/夕焼け'],
    ['https://example.org/@ada/#sea', 'https://example.org/@ada/#sea'],
    ['https://example.org\nnext line', 'https://example.org'],
  ])('in %j is %j', (text, address) => {
    expect(linksIn(text)).toEqual([`web ${address}`]);
  });

  it.each([
    'https://',
    'https:// example.org',
    'https://...',
    'xhttps://example.org',
    'ftp://example.org',
    'javascript:alert(1)',
    'data:text/html,x',
    'example.org',
    'https://%',
    'https://a.example:port/',
  ])('is not in %j', (text) => {
    expect(linksIn(text)).toEqual([]);
  });

  it.each([
    ['https://www.example.org/', 'example.org'],
    ['http://example.org:8080/a/b', 'example.org:8080/a/b'],
    ['https://example.org/a/long/path/to/something', 'example.org/a/long/path/to/some…'],
    ['https://example.org?q=1', 'example.org?q=1'],
    ['https://bank.example@evil.example/', 'evil.example'],
    ['HTTPS://WWW.example.org', 'example.org'],
  ])('%j is shown as %j', (address, short) => {
    expect(linksIn(address)).toEqual([`web ${address}`]);
    expect(shortAddress(address)).toBe(short);
  });

  it('names the real host, whatever stands before it', () => {
    expect(linksIn('https://evil.example\\@bank.example')[0]).toBe('web https://evil.example');
  });
});

describe('a mention', () => {
  it.each([
    ['@ada', ['@ada']],
    ['Thanks, @ada.lovelace.', ['@ada.lovelace']],
    ['@ada, @ben: (@cleo)!', ['@ada', '@ben', '@cleo']],
    ['@ada’s camera', ['@ada']],
    ['.@ada', ['@ada']],
    ['@a-b_c...', ['@a-b_c']],
    ['@..ada', ['@..ada']],
    ['@Жанна @नमस्ते @田中さくら。', ['@Жанна', '@नमस्ते', '@田中さくら']],
    ['@1900', ['@1900']],
  ])('in %j', (text, mentions) => {
    expect(linksIn(text)).toEqual(mentions.map((mention) => `mention ${mention}`));
  });

  it.each([
    '@',
    '@ ada',
    '@...',
    '@-',
    'ada@example.org',
    'é@example.org',
    'ada.lovelace+photos@example.org',
    'ada+@example.org',
    'mailto:ada@example.org',
    '@ada@example.org',
    '@ada.b@example.org',
    'example.org/@ada',
  ])('is not in %j', (text) => {
    expect(linksIn(text)).toEqual([]);
  });
});

describe('a tag', () => {
  it.each([
    ['#sunset', ['#sunset']],
    ['Sun (#sea), #SUN!', ['#sea', '#SUN']],
    ['#sea#sun', ['#sea']],
    ['##deep', ['#deep']],
    ['.#sea', ['#sea']],
    ['#a_1-b', ['#a_1']],
    ['#2026_', ['#2026_']],
    ['#3d', ['#3d']],
    ['#été #夏休み #नमस्ते', ['#été', '#夏休み', '#नमस्ते']],
    ['#Ｓｕｎ', ['#Ｓｕｎ']],
    [`#${'🌅a'.repeat(2)}`, []],
    [`#${'𝒶'.repeat(100)}`, [`#${'𝒶'.repeat(100)}`]],
  ])('in %j', (text, tags) => {
    expect(linksIn(text)).toEqual(tags.map((tag) => `tag ${tag}`));
  });

  it.each(['#', '# sea', '#1', '#2026', '#½', '#-sea', 'a#sea', 'é#sea', '1#sea', '_#sea', '&#x27;', '/#sea', `#${'a'.repeat(101)}`])(
    'is not in %j',
    (text) => {
      expect(linksIn(text)).toEqual([]);
    },
  );
});

describe('a shortened text', () => {
  const short = (text: string, most: number) => shortenParts(linkify(text), most).map((part) => part.text);

  it('is the whole text if that is short enough', () => {
    expect(short('Low tide #sea', 13)).toEqual(['Low tide ', '#sea']);
  });

  it('ends at a word', () => {
    expect(short('Low tide at @ada on a Sunday', 22)).toEqual(['Low tide at ', '@ada', ' on a…']);
  });

  it('keeps a link at its end whole', () => {
    const address = 'https://example.org/a/long/path';
    expect(short(`See ${address} and more`, 12)).toEqual(['See ', address, '…']);
    expect(short('夕焼けがきれいでした、#夏休み、また行きたい', 13)).toEqual(['夕焼けがきれいでした、', '#夏休み', '…']);
  });

  it('leaves out what comes after a link that ends it exactly', () => {
    expect(short('Low #sea and more of it', 9)).toEqual(['Low ', '#sea', '…']);
  });
});

it('loses no character of any text', () => {
  const pieces = ['@', '#', 'ada', '.', '-', '_', ' ', '\n', 'https://', 'example.org', '/', '(', ')', '…', 'é', 'e\u0301', '夕', '🌅', '\ud83c', '1', '½', '&', '\\', '%', ':'];
  // A fixed sequence of numbers, so that a failure can be repeated.
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let run = 0; run < 1_000; run += 1) {
    const text = Array.from({ length: random(20) }, () => pieces[random(pieces.length)]).join('');
    expect(joined(text)).toBe(text);
    const [whole, shortened] = [linkify(text), shortenParts(linkify(text), 10)];
    expect(whole.every((part) => part.text !== '')).toBe(true);
    expect(text.startsWith(shortened.map((part) => part.text).join('').replace(/…$/, ''))).toBe(true);
  }
});

it('takes no long time for a long text', () => {
  const start = performance.now();
  for (const piece of ['@', '#', '@a', '@a.', '#1', 'https://', 'https://(', '(', 'a.', 'https://a.', '.']) {
    linkify(piece.repeat(5_000 / piece.length));
  }
  expect(performance.now() - start).toBeLessThan(1_000);
});
