import { expect, it } from 'vitest';
import { ApiError } from './api/client';
import { errorText } from './errorText';

it('is the message of the server', () => {
  expect(errorText(new ApiError(400, { message: 'You already like this post.', code: 'already_exists' }))).toBe(
    'You already like this post.',
  );
});

it('is a text of the client for codes that have one', () => {
  expect(errorText(new ApiError(400, { message: 'current is not your password.', code: 'wrong_password' }))).toBe('Wrong password.');
  expect(errorText(new ApiError(0, { code: 'unreachable' }))).toMatch(/^Can’t reach the server/);
});

it.each([
  [404, 'This is no longer available.'],
  [503, 'The server is busy. Try again in a moment.'],
  [502, 'Something went wrong on the server.'],
])('depends on the status of a %i without a message', (status, described) => {
  expect(errorText(new ApiError(status))).toBe(described);
});
