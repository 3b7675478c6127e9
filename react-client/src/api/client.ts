/**
 * Everything this client sends to the API goes through here.
 *
 * The sign-in itself is a cookie that scripts cannot read; what they can read is the `csrf_access_token` cookie, and a
 * request that changes something repeats it in a header.
 */
import { leaveFor } from '../navigation/leave';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A request that was refused (`status` as in HTTP) or never answered (`status` 0). The message is fit for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** The sign-in has ended, and the browser is already on its way to the login page. */
  get signedOut(): boolean {
    return this.status === 401 || this.status === 422;
  }

  /** Worth another try without anybody changing anything. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 503;
  }
}

/** A part of a list, and the address of the part after it where there is one. */
export interface Page<Item> {
  items: Item[];
  next?: string;
}

interface Reply {
  body: unknown;
  headers: Headers;
}

const early = new Map<string, Promise<Reply>>();

/** Sends GET requests whose answers the first `get` of the same path takes over. */
export function requestEarly(paths: string[]): void {
  for (const path of paths) {
    const answer = send('GET', path);
    // Whoever takes the answer over handles a failure; until then it must not count as unhandled.
    answer.catch(() => undefined);
    early.set(path, answer);
  }
}

export async function get<Answer>(path: string): Promise<Answer> {
  return (await read(path)).body as Answer;
}

export async function getPage<Item>(path: string): Promise<Page<Item>> {
  const { body, headers } = await read(path);
  return { items: body as Item[], next: nextPath(headers.get('Link')) };
}

export async function post<Answer>(path: string, body: object): Promise<Answer> {
  return (await send('POST', path, body)).body as Answer;
}

export async function patch<Answer>(path: string, body: object): Promise<Answer> {
  return (await send('PATCH', path, body)).body as Answer;
}

export async function remove(path: string, body?: object): Promise<unknown> {
  return (await send('DELETE', path, body)).body;
}

/** The token that proves that a request was sent by this page, where there is one. */
export function csrfToken(): string | undefined {
  const value = /(?:^|;\s*)csrf_access_token=([^;]*)/.exec(document.cookie)?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}

function read(path: string): Promise<Reply> {
  const reply = early.get(path) ?? send('GET', path);
  early.delete(path);
  return reply;
}

async function send(method: Method, path: string, body?: object): Promise<Reply> {
  const headers = new Headers({ Accept: 'application/json' });
  if (body) headers.set('Content-Type', 'application/json');
  const token = method === 'GET' ? undefined : csrfToken();
  if (token) headers.set('X-CSRF-TOKEN', token);

  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      credentials: 'same-origin',
      // On Back, browsers like to answer from their cache without asking, which would show a signed-out person's things.
      cache: 'no-cache',
    });
  } catch {
    throw new ApiError(0, 'The server cannot be reached. Check your connection.');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  return { body: accepted(response.status, answer), headers: response.headers };
}

/** An answer that the server gave because it agreed; otherwise, throws what it had against the request. */
export function accepted(status: number, answer: unknown): unknown {
  if (status >= 200 && status < 300 && answer !== undefined) return answer;

  const error = new ApiError(status, messageOf(answer) ?? fallbackMessage(status));
  if (error.signedOut) goToLogin();
  throw error;
}

/** What the header `Link` calls the next part of a list, if that is part of this server's API: it is sent the cookies. */
function nextPath(link: string | null): string | undefined {
  const target = /<(\/[^>]*)>\s*;[^<]*\brel="?next\b/.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  const url = new URL(target, location.origin);
  return url.origin === location.origin && url.pathname.startsWith('/api/') ? url.pathname + url.search : undefined;
}

function messageOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('message' in answer)) return undefined;
  return typeof answer.message === 'string' && answer.message !== '' ? answer.message : undefined;
}

function fallbackMessage(status: number): string {
  return FALLBACK_MESSAGES[status] ?? 'Something went wrong on the server.';
}

/** For answers of a proxy before the server, which knows nothing of messages. */
const FALLBACK_MESSAGES: Record<number, string | undefined> = {
  404: 'This is no longer available.',
  408: 'The connection was too slow. Try again.',
  413: 'This is larger than the server takes.',
  429: 'Too many attempts. Wait a moment, then try again.',
  503: 'The server is busy. Try again in a moment.',
};

function goToLogin(): void {
  leaveFor(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}
