import { describe, expect, it, vi } from 'vitest';
import { later, stubApi } from '../../testing/api';
import { leaveFor } from '../navigation/leave';
import { ApiError, get, getPage, patch, post, postForNewSession, remove, requestEarly } from './client';

async function failureOf(request: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await request.catch((reason: unknown) => reason);
  if (error instanceof ApiError) return error;
  throw new Error('the request did not fail');
}

describe('the CSRF token', () => {
  it('is sent with every request that changes something', async () => {
    const calls = stubApi({ 'POST /a': [201, {}], 'PATCH /a': [200, {}], 'DELETE /a': [200, {}] });

    await post('/a', {});
    await patch('/a', {});
    await remove('/a');

    expect(calls.map((call) => call.headers.get('X-CSRF-TOKEN'))).toEqual(Array(3).fill('token-of-the-page'));
  });

  it('is not sent with a request that only reads', async () => {
    const calls = stubApi({ 'GET /a': [200, []] });

    await get('/a');

    expect(calls[0]?.headers.has('X-CSRF-TOKEN')).toBe(false);
  });

  it('is read from its cookie, and not from one with a longer name', async () => {
    document.cookie = 'csrf_access_token=; max-age=0';
    document.cookie = 'my_csrf_access_token=wrong';
    const calls = stubApi({ 'POST /a': [201, {}] });

    await post('/a', {});

    expect(calls[0]?.headers.has('X-CSRF-TOKEN')).toBe(false);
  });
});

describe('while the session is replaced', () => {
  it('a request that reads waits for the new session', async () => {
    const renewal = later();
    const calls = stubApi({ 'POST /new': renewal.answer, 'GET /a': [200, [1]] });
    const renewed = postForNewSession('/new', {});
    const read = get('/a');
    expect(calls.map((call) => call.request)).toEqual(['POST /new']);

    renewal.arrive(200, {});
    await renewed;

    expect(await read).toEqual([1]);
  });

  it('a request that was on its way and is refused is sent again', async () => {
    const [renewal, refused] = [later(), later()];
    const answers: Parameters<typeof stubApi>[0] = { 'POST /new': renewal.answer, 'GET /a': refused.answer };
    stubApi(answers);
    const read = get('/a');
    const renewed = postForNewSession('/new', {});
    refused.arrive(401, { message: 'The session has ended.' });
    answers['GET /a'] = [200, [1]];
    // The refusal arrives before the new session.
    await new Promise((resolve) => setTimeout(resolve));
    renewal.arrive(200, {});
    await renewed;

    expect(await read).toEqual([1]);
    expect(leaveFor).not.toHaveBeenCalled();
  });
});

describe('a failed request', () => {
  it('carries the message of the server', async () => {
    stubApi({ 'POST /a': [400, { message: 'You already like this post.' }] });

    const error = await failureOf(post('/a', {}));

    expect(error).toMatchObject({ status: 400, message: 'You already like this post.', temporary: false });
    expect(leaveFor).not.toHaveBeenCalled();
  });

  it('is given up when the server does not answer, if it only reads', async () => {
    vi.useFakeTimers();
    stubApi({ 'GET /a': later().answer, 'POST /a': later().answer });
    const read = failureOf(get('/a'));
    const written = vi.fn();
    post('/a', {}).then(written, written);

    await vi.advanceTimersByTimeAsync(15_000);

    expect(await read).toMatchObject({ status: 0, code: 'timed_out' });
    expect(written).not.toHaveBeenCalled();
  });

  it('carries the code and the field of the error', async () => {
    stubApi({ 'POST /a': [400, { message: 'text is missing.', code: 'missing_field', field: 'text' }] });

    expect(await failureOf(post('/a', {}))).toMatchObject({ code: 'missing_field', field: 'text' });
  });

  it.each([null, 'busy', [], { message: 7, code: {} }])('has neither message nor code when the body is %j', async (body) => {
    stubApi({ 'GET /a': [502, body] });

    expect(await failureOf(get('/a'))).toMatchObject({ status: 502, message: '', code: undefined, field: undefined });
  });

  it('is temporary when the server was not reached', async () => {
    stubApi({});

    expect(await failureOf(get('/a'))).toMatchObject({ status: 0, code: 'unreachable', temporary: true });
  });

  it.each([401, 422])('leads to the login page, which says why, and back after a %i', async (status) => {
    history.replaceState(null, '', '/p/7?from=mail');
    stubApi({ 'GET /a': [status, { message: 'Token has expired' }] });

    const error = await failureOf(get('/a'));

    expect(error.signedOut).toBe(true);
    expect(leaveFor).toHaveBeenCalledExactlyOnceWith('/login?ended&next=%2Fp%2F7%3Ffrom%3Dmail');
  });
});

describe('an early request', () => {
  it('answers only the first get of its path', async () => {
    const calls = stubApi({ 'GET /a': [200, ['x']] });

    requestEarly(['/a']);
    const first = await get('/a');
    await get('/a');

    expect(first).toEqual(['x']);
    expect(calls).toHaveLength(2);
  });
});

describe('a page of a list', () => {
  const next = async (link?: string) => {
    stubApi({ 'GET /a': [200, ['x'], link === undefined ? undefined : { Link: link }] });
    const page = await getPage('/a');
    expect(page.items).toEqual(['x']);
    return page.next;
  };

  it.each([
    ['</api/posts?limit=10&before=5-7>; rel="next"', '/api/posts?limit=10&before=5-7'],
    ['</api/posts?page=1>; rel="prev", </api/posts?page=3>; title="on"; rel=next', '/api/posts?page=3'],
  ])('has the path of the next page: %s', async (link, path) => {
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
  ])('has no next page if the link is missing or leads elsewhere: %s', async (link) => {
    expect(await next(link)).toBeUndefined();
  });
});
