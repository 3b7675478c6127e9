/** For requests that create something each time that they are sent. */
import { ApiError, post } from './client';

const REPEAT_AFTER_MS = 1_000;

/** A random Idempotency-Key, which tells the server that requests with it are the same one. */
export function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(6)).join('-');
}

/** Sends the request, and again if nobody knows whether it was carried out. The key prevents that something is created twice. */
export async function postOnce<Answer>(path: string, body: object, key = newKey()): Promise<Answer> {
  try {
    return await post<Answer>(path, body, key);
  } catch (error) {
    if (!(error instanceof ApiError && [0, 502, 504].includes(error.status))) throw error;
    await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS));
    return post<Answer>(path, body, key);
  }
}
