import { expect, it } from 'vitest';
import { webAddress } from './webLink';

it.each([
  ['https://ada.example', 'https://ada.example'],
  ['http://ada.example/a?b=c', 'http://ada.example/a?b=c'],
  ['ada.example/photos', 'https://ada.example/photos'],
  ['ada.example:8080', 'https://ada.example:8080'],
])('takes %s for the address %s', (input, address) => {
  expect(webAddress(input)).toBe(address);
});

it.each(['javascript:alert(1)', 'mailto:ada@ada.example', 'ftp://ada.example', 'ada', 'two words.example', 'https://'])(
  'does not take %s for an address',
  (input) => {
    expect(webAddress(input)).toBeUndefined();
  },
);
