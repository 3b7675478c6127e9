import { describe, expect, it, vi } from 'vitest';
import { en } from './en';
import { enLater } from './enLater';
import { formatsFor } from './formats';
import { laterFormatsFor } from './laterFormats';

describe('a count', () => {
  it.each([
    [0, '0 likes'],
    [1, '1 like'],
    [2, '2 likes'],
    [1234567, '1,234,567 likes'],
  ])('of %i is written "%s"', (amount, written) => {
    expect(en.likes.count(amount)).toBe(written);
  });

  it('has a plural for each form of the language', () => {
    const { plural } = formatsFor('pl');
    const forms = { one: 'post', few: 'posty', many: 'postów', other: 'posta' };

    expect([1, 2, 5, 1.5].map((amount) => plural(amount, forms))).toEqual(['post', 'posty', 'postów', 'posta']);
  });
});

describe('the age of something', () => {
  const now = new Date(2026, 10, 30, 12).getTime();
  const minutes = (amount: number) => amount * 60_000;

  it.each([
    [minutes(-10), 'now'],
    [minutes(0.9), 'now'],
    [minutes(1), '1 min'],
    [minutes(59.9), '59 min'],
    [minutes(60), '1 h'],
    [minutes(24 * 60 - 1), '23 h'],
    [minutes(24 * 60), '1 d'],
    [minutes(7 * 24 * 60 - 1), '6 d'],
    [minutes(7 * 24 * 60), '23 Nov'],
    [minutes(366 * 24 * 60), '29 Nov 2025'],
  ])('of %i ms is written "%s"', (age, written) => {
    expect(en.time.ago(new Date(now - age), now)).toBe(written);
  });
});

describe('a number of bytes', () => {
  it.each([
    [0, '0 bytes'],
    [900, '900 bytes'],
    [1536, '1.5 KiB'],
    [5 * 1024 ** 3, '5 GiB'],
    [3000 * 1024 ** 4, '3,000 TiB'],
  ])('like %i is written "%s"', (amount, written) => {
    expect(laterFormatsFor('en').bytes(amount)).toBe(written);
  });
});

it('names some followers and counts the others', () => {
  expect(enLater.userLists.followedBy(['ana', 'ben'], 0)).toBe('Followed by ana and ben');
  expect(enLater.userLists.followedBy(['ana', 'ben'], 1)).toBe('Followed by ana, ben and 1 other');
  expect(enLater.userLists.followedBy(['ana', 'ben'], 3)).toBe('Followed by ana, ben and 3 others');
});

it('writes small amounts and recent times without formatters, which are slow to make', () => {
  const formatters = [vi.spyOn(Intl, 'NumberFormat'), vi.spyOn(Intl, 'DateTimeFormat'), vi.spyOn(Intl, 'ListFormat')];
  const { ago, counted } = formatsFor('en');
  const now = Date.now();

  expect(counted('like', 'likes')(999)).toBe('999 likes');
  expect(ago(new Date(now - 3 * 60_000), now, { now: 'now', minutes: 'min', hours: 'h', days: 'd' })).toBe('3 min');

  for (const formatter of formatters) expect(formatter).not.toHaveBeenCalled();
});
