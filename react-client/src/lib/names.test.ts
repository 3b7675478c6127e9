import { describe, expect, it } from 'vitest';
import { aPost, aUser } from '../testing/fixtures';
import { displayName, imageDescription, initials, postName, shorten } from './names';

describe('shorten', () => {
  it('keeps a text that fits', () => {
    expect(shorten('as long as allowed', 18)).toBe('as long as allowed');
  });

  it('cuts at the end of a word', () => {
    expect(shorten('the quick brown fox', 12)).toBe('the quick…');
  });

  it('cuts a single long word in the middle', () => {
    expect(shorten('a'.repeat(20), 10)).toBe(`${'a'.repeat(10)}…`);
  });

  it('never cuts a character in half', () => {
    expect(shorten('🌅'.repeat(6), 5)).toBe(`${'🌅'.repeat(5)}…`);
  });
});

describe('names', () => {
  it('falls back to the username of a user without a name', () => {
    const nameless = aUser({ first_name: '', last_name: '', username: 'quiet' });

    expect(displayName(nameless)).toBe('@quiet');
    expect(initials(nameless)).toBe('Q');
  });

  it('takes the initials of both names', () => {
    expect(initials(aUser({ first_name: 'łucja', last_name: 'Żak' }))).toBe('ŁŻ');
  });

  it('names a post by its author and the start of its caption', () => {
    expect(postName(aPost({ caption: 'Low\n tide' }))).toBe('Ana Ruiz’s post “Low tide”');
    expect(postName(aPost({ caption: null }))).toBe('Ana Ruiz’s post');
  });

  it('names the author of an image without a description', () => {
    expect(imageDescription(aPost({ alt_text: 'Boats' }))).toBe('Boats');
    expect(imageDescription(aPost({ alt_text: '  ' }))).toBe('Photo by Ana Ruiz, without a description');
    expect(imageDescription(aPost({ alt_text: null }))).toBe('Photo by Ana Ruiz, without a description');
  });
});
