import { expect, it } from 'vitest';
import { isTag } from './tag';

it.each(['sea', 'été', '夏休み', '3d', 'a_1', 'x½', '𝒶'.repeat(100)])('%j is a tag', (text) => {
  expect(isTag(text)).toBe(true);
});

it.each(['', '#sea', 'a b', 'a-b', 'sea\n', '2026', '½', 'a'.repeat(101)])('%j is no tag', (text) => {
  expect(isTag(text)).toBe(false);
});
