import { describe, expect, it } from 'vitest';
import { leaveFor } from '../navigation/leave';
import { stubApi } from '../testing/api';
import { ApiError, get, getPage, patch, post, remove, requestEarly } from './client';

async function failureOf(request: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await request.catch((reason: unknown) => reason);
  if (error instanceof ApiError) return error;
  throw new Error('the request did not fail');
}

describe('the CSRF token', () => {
  it('goes with every request that changes something', async () => {
    const calls = stubApi({ 'POST /a': [201, {}], 'PATCH /a': [200, {}], 'DELETE /a': [200, {}] });

    await post('/a', {});
    await patch('/a', {});
    await remove('/a');

    expect(calls.map((call) => call.headers.get('X-CSRF-TOKEN'))).toEqual(Array(3).fill('token-of-the-page'));
  });

  it('stays at home when something is only read', async () => {
    const calls = stubApi({ 'GET /a': [200, []] });

    await get('/a');

    expect(calls[0]?.headers.has('X-CSRF-TOKEN')).toBe(false);
  });

  it('is found among other cookies, and not in one with a longer name', async () => {
    document.cookie = 'csrf_access_token=; max-age=0';
    document.cookie = 'my_csrf_access_token=wrong';
    const calls = stubApi({ 'POST /a': [201, {}] });

    await post('/a', {});

    expect(calls[0]?.headers.has('X-CSRF-TOKEN')).toBe(false);
  });
});

describe('a failed request', () => {
  it('says what the server said', async () => {
    stubApi({ 'POST /a': [400, { message: 'You already like this post.' }] });

    const error = await failureOf(post('/a', {}));

    expect(error).toMatchObject({ status: 400, message: 'You already like this post.', temporary: false });
    expect(leaveFor).not.toHaveBeenCalled();
  });

  it.each([
    [404, 'This is no longer available.'],
    [503, 'The server is busy. Try again in a moment.'],
    [502, 'Something went wrong on the server.'],
  ])('has words of its own for a %i without a message', async (status, message) => {
    stubApi({ 'GET /a': [status, null] });

    expect(await failureOf(get('/a'))).toMatchObject({ status, message });
  });

  it('is one that can be tried again when the server was not reached', async () => {
    stubApi({});

    expect(await failureOf(get('/a'))).toMatchObject({ status: 0, temporary: true });
  });

  it.each([401, 422])('leads to the login page and back after a %i', async (status) => {
    history.replaceState(null, '', '/p/7?from=mail');
    stubApi({ 'GET /a': [status, { message: 'Token has expired' }] });

    const error = await failureOf(get('/a'));

    expect(error.signedOut).toBe(true);
    expect(leaveFor).toHaveBeenCalledExactlyOnceWith('/login?next=%2Fp%2F7%3Ffrom%3Dmail');
  });
});

describe('an early request', () => {
  it('answers the first get of its path, and only that', async () => {
    const calls = stubApi({ 'GET /a': [200, ['x']] });

    requestEarly(['/a']);
    const first = await get('/a');
    await get('/a');

    expect(first).toEqual(['x']);
    expect(calls).toHaveLength(2);
  });
});

describe('a part of a list', () => {
  const next = async (link?: string) => {
    stubApi({ 'GET /a': [200, ['x'], link === undefined ? undefined : { Link: link }] });
    const page = await getPage('/a');
    expect(page.items).toEqual(['x']);
    return page.next;
  };

  it.each([
    ['</api/posts?limit=10&before=5-7>; rel="next"', '/api/posts?limit=10&before=5-7'],
    ['</api/posts?page=1>; rel="prev", </api/posts?page=3>; title="on"; rel=next', '/api/posts?page=3'],
  ])('comes with the address of the next one: %s', async (link, path) => {
    expect(await next(link)).toBe(path);
  });

  it.each([
    undefined,
    '',
    '</api/posts?page=1>; rel="prev"',
    '<https://elsewhere.example/api/posts>; rel="next"',
    '<//elsewhere.example/api/posts>; rel="next"',
    '</\\elsewhere.example/api/posts>; rel="next"',
    '</logout>; rel="next"',
    '</api/../logout>; rel="next"',
  ])('ends where there is none, or none of this API: %s', async (link) => {
    expect(await next(link)).toBeUndefined();
  });
});
