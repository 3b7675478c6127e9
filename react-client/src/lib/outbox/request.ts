/** A request of the outbox. Unlike those of `client.ts`, it belongs to a session that was checked before. */

export interface Answer {
  status: number;
  body: unknown;
  /** In milliseconds, if the server says when to try again. */
  retryAfter?: number;
}

export type Send = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, key?: string) => Promise<Answer | undefined>;

/** A repeated request is harmless, so these may give up early. */
const GIVE_UP_AFTER_MS = 60_000;
const GIVE_UP_ON_UPLOAD_AFTER_MS = 5 * 60_000;
const KEPT_AT = 'x-kept-at';

/**
 * Sends requests with this CSRF token. If another session has replaced the one of the token, the server refuses them. Without
 * an answer of the server, the result is undefined.
 */
export const sendWith =
  (token: string): Send =>
  async (method, path, body, key) => {
    const headers = new Headers({ Accept: 'application/json', 'X-CSRF-TOKEN': token });
    if (key) headers.set('Idempotency-Key', key);
    const isUpload = body instanceof FormData;
    if (body && !isUpload) headers.set('Content-Type', 'application/json');
    try {
      const response = await fetch(path, {
        method,
        headers,
        body: isUpload ? body : body && JSON.stringify(body),
        credentials: 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.timeout(isUpload ? GIVE_UP_ON_UPLOAD_AFTER_MS : GIVE_UP_AFTER_MS),
      });
      // The service worker answers instead of the server.
      if (response.headers.has(KEPT_AT)) return undefined;
      const text = await response.text();
      return { status: response.status, body: parsed(text), retryAfter: retryAfter(response.headers) };
    } catch {
      return undefined;
    }
  };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfter(headers: Headers): number | undefined {
  const seconds = Number(headers.get('Retry-After') ?? undefined);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
