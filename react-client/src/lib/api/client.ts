/**
 * All requests to the API go through here.
 *
 * The access token is a cookie that scripts cannot read. They can read the cookie `csrf_access_token`, which every request
 * that changes something repeats in a header.
 */
import { leaveFor } from '../navigation/leave';
import type { ErrorCode } from './errorCodes';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface ErrorDetails {
  message?: string;
  /** Identifies the kind of error. Messages may be reworded at any time; codes stay. */
  code?: ErrorCode;
  /** The field of the request that is wrong. */
  field?: string;
}

/** A request that was refused (`status` as in HTTP) or never answered (`status` 0). `errorText` describes it to the user. */
export class ApiError extends Error {
  readonly code: ErrorCode | undefined;
  readonly field: string | undefined;

  constructor(
    readonly status: number,
    { message = '', code, field }: ErrorDetails = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.field = field;
  }

  /** The session has ended, and the browser is already leaving for the login page. */
  get signedOut(): boolean {
    return this.status === 401 || this.status === 422;
  }

  /** The same request may succeed later. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 503;
  }
}

/** A page of a list, and the address of the next page if there is one. */
export interface Page<Item> {
  items: Item[];
  next?: string;
}

interface Reply {
  body: unknown;
  headers: Headers;
}

/** A request in progress that replaces the session. */
let renewal: Promise<unknown> | undefined;

/** How long a request that reads may take. */
const GIVE_UP_AFTER_MS = 15_000;

const early = new Map<string, Promise<Reply>>();

/** Sends GET requests early. The first `get` of the same path takes the answer. */
export function requestEarly(paths: string[]): void {
  for (const path of paths) {
    const answer = send('GET', path);
    // The `get` that takes the answer handles a failure. Until then, it must not count as unhandled.
    answer.catch(() => undefined);
    early.set(path, answer);
  }
}

/** Calls `use` with the answer to a request that was sent early, if it succeeds. The first `get` still takes the answer. */
export function whenAnswered(path: string, use: (answer: unknown) => void): void {
  early.get(path)?.then(
    ({ body }) => use(body),
    () => undefined,
  );
}

export async function get<Answer>(path: string): Promise<Answer> {
  return (await read(path)).body as Answer;
}

export async function getPage<Item>(path: string): Promise<Page<Item>> {
  const { body, headers } = await read(path);
  return { items: body as Item[], next: nextPath(headers.get('Link')) };
}

/** A request with a key may be sent again with the same key: see `postOnce`. */
export async function post<Answer>(path: string, body: object, key?: string): Promise<Answer> {
  return (await send('POST', path, body, key)).body as Answer;
}

/** As {@link post}, for a request that replaces the session. Requests that read wait for it: the old session may have ended. */
export async function postForNewSession(path: string, body: object): Promise<void> {
  try {
    await (renewal = post(path, body));
  } finally {
    renewal = undefined;
  }
}

export async function patch<Answer>(path: string, body: object): Promise<Answer> {
  return (await send('PATCH', path, body)).body as Answer;
}

export async function remove(path: string, body?: object): Promise<unknown> {
  return (await send('DELETE', path, body)).body;
}

/** Proves that this client sent a request, and not another site. */
export function csrfToken(): string | undefined {
  const value = /(?:^|;\s*)csrf_access_token=([^;]*)/.exec(document.cookie)?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}

function read(path: string): Promise<Reply> {
  const reply = early.get(path) ?? send('GET', path);
  early.delete(path);
  return reply;
}

async function send(method: Method, path: string, body?: object, key?: string): Promise<Reply> {
  if (method === 'GET') await renewal?.catch(() => undefined);
  const headers = new Headers({ Accept: 'application/json' });
  if (body) headers.set('Content-Type', 'application/json');
  if (key) headers.set('Idempotency-Key', key);
  const token = method === 'GET' ? undefined : csrfToken();
  if (token) headers.set('X-CSRF-TOKEN', token);

  const giveUp = new AbortController();
  // A request that changes something may succeed later: nobody must be told that it failed.
  const timeout = method === 'GET' ? setTimeout(() => giveUp.abort(), GIVE_UP_AFTER_MS) : undefined;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      credentials: 'same-origin',
      // After signing out, Back would otherwise show private data from the browser's cache.
      cache: 'no-cache',
      signal: giveUp.signal,
    });
    answer = await parsed(response);
    giveUp.signal.throwIfAborted();
  } catch {
    throw new ApiError(0, { code: giveUp.signal.aborted ? 'timed_out' : 'unreachable' });
  } finally {
    clearTimeout(timeout);
  }
  // The session was replaced while the request was on its way.
  if (method === 'GET' && response.status === 401 && renewal) return send(method, path);
  return { body: jsonOrThrow(response.status, answer), headers: response.headers };
}

/** The body of an answer, if it is JSON. */
function parsed(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined);
}

/** Returns the body of a successful answer. Throws an {@link ApiError} for any other. */
export function jsonOrThrow(status: number, answer: unknown): unknown {
  if (status >= 200 && status < 300 && answer !== undefined) return answer;

  const error = new ApiError(status, errorDetails(answer));
  if (error.signedOut) goToLogin();
  throw error;
}

/** The next page of a list by the header `Link`. Must be in this server's API, because the request sends cookies. */
function nextPath(link: string | null): string | undefined {
  const target = /<(\/[^>]*)>\s*;[^<]*\brel="?next\b/.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  const url = new URL(target, location.origin);
  return url.origin === location.origin && url.pathname.startsWith('/api/') ? url.pathname + url.search : undefined;
}

/** Error bodies come from the server, or from a proxy that knows nothing of its format. */
function errorDetails(answer: unknown): ErrorDetails {
  if (typeof answer !== 'object' || answer === null) return {};
  const { message, code, field } = answer as Record<string, unknown>;
  return {
    message: typeof message === 'string' ? message : undefined,
    code: typeof code === 'string' ? (code as ErrorCode) : undefined,
    field: typeof field === 'string' ? field : undefined,
  };
}

/** The user did not ask for this: the login form says that the session has ended. */
function goToLogin(): void {
  leaveFor(`/login?ended&next=${encodeURIComponent(location.pathname + location.search)}`);
}
