/** For requests that create something each time that they are sent. */
import { ApiError, post } from './client';

const REPEAT_AFTER_MS = 1_000;

/**
 * Sends the request, and again if nobody knows whether it was carried out. The key tells the server that it is the same one, so
 * nothing is created twice.
 */
export async function postOnce<Answer>(path: string, body: object): Promise<Answer> {
  const key = crypto.getRandomValues(new Uint32Array(6)).join('-');
  try {
    return await post<Answer>(path, body, key);
  } catch (error) {
    if (!(error instanceof ApiError && [0, 502, 504].includes(error.status))) throw error;
    await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER_MS));
    return post<Answer>(path, body, key);
  }
}
