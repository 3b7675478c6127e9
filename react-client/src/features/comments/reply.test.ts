import { expect, it } from 'vitest';
import { withMention } from './reply';

it.each([
  ['', '@ada '],
  ['Lovely', 'Lovely @ada '],
  ['Lovely ', 'Lovely @ada '],
  ['@ben ', '@ben @ada '],
  ['@adam ', '@adam @ada '],
  ['@ada ', '@ada '],
  ['@ada, lovely', '@ada, lovely'],
  ['Lovely, @ada!', 'Lovely, @ada!'],
])('%j becomes %j', (typed, withReply) => {
  expect(withMention(typed, 'ada')).toBe(withReply);
});
