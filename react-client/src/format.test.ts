import { describe, expect, it } from 'vitest';
import { bytes, count, displayName, initials, pictureText, postName, shorten } from './format';
import { aPost, aUser } from './testing/fixtures';

describe('count', () => {
  it.each([
    [0, '0 likes'],
    [1, '1 like'],
    [2, '2 likes'],
    [1234567, '1,234,567 likes'],
  ])('writes %i as "%s"', (amount, text) => {
    expect(count(amount, 'like')).toBe(text);
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 bytes'],
    [900, '900 bytes'],
    [1536, '1.5 KiB'],
    [5 * 1024 ** 3, '5 GiB'],
    [3000 * 1024 ** 4, '3,000 TiB'],
  ])('writes %i as "%s"', (amount, text) => {
    expect(bytes(amount)).toBe(text);
  });
});

describe('shorten', () => {
  it('leaves a text alone that fits', () => {
    expect(shorten('as long as allowed', 18)).toBe('as long as allowed');
  });

  it('cuts at the end of a word', () => {
    expect(shorten('the quick brown fox', 12)).toBe('the quick…');
  });

  it('cuts a single endless word where it must', () => {
    expect(shorten('a'.repeat(20), 10)).toBe(`${'a'.repeat(10)}…`);
  });

  it('never cuts a character in half', () => {
    expect(shorten('🌅'.repeat(6), 5)).toBe(`${'🌅'.repeat(5)}…`);
  });
});

describe('names', () => {
  it('falls back to the username where somebody has no name', () => {
    const nameless = aUser({ first_name: '', last_name: '', username: 'quiet' });

    expect(displayName(nameless)).toBe('quiet');
    expect(initials(nameless)).toBe('Q');
  });

  it('takes the initials of both names', () => {
    expect(initials(aUser({ first_name: 'łucja', last_name: 'Żak' }))).toBe('ŁŻ');
  });

  it('names a post by its author and the start of its caption', () => {
    expect(postName(aPost({ caption: 'Low\n tide' }))).toBe('Ana Ruiz’s post “Low tide”');
    expect(postName(aPost({ caption: null }))).toBe('Ana Ruiz’s post');
  });

  it('says who took a picture that nobody has described', () => {
    expect(pictureText(aPost({ alt_text: 'Boats' }))).toBe('Boats');
    expect(pictureText(aPost({ alt_text: '  ' }))).toBe('Photo by Ana Ruiz, without a description');
    expect(pictureText(aPost({ alt_text: null }))).toBe('Photo by Ana Ruiz, without a description');
  });
});
