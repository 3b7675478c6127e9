import { vi } from 'vitest';

export interface Call {
  request: string;
  body: unknown;
  headers: Headers;
}

type Answer = [status: number, body: unknown, headers?: Record<string, string>];
type Answers = Record<string, Answer | Promise<Answer> | undefined>;

/** Replaces the network by `answers` (by `METHOD /path`), and returns the calls. */
export function stubApi(answers: Answers): Call[] {
  const calls: Call[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const request = `${init.method} ${path}`;
    calls.push({
      request,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      headers: new Headers(init.headers),
    });
    const answer = answers[request];
    if (!answer) throw new TypeError(`no answer for ${request}`);
    const aborted = new Promise<never>((_resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
    const [status, body, responseHeaders] = await Promise.race([answer, aborted]);
    return new Response(JSON.stringify(body), { status, headers: responseHeaders });
  });
  return calls;
}

/** The requests that change something. */
export function changes(calls: Call[]): string[] {
  return calls.map((call) => call.request).filter((request) => !request.startsWith('GET'));
}

/** An answer that arrives when the test calls `arrive`. */
export function later(): { answer: Promise<Answer>; arrive: (...answer: Answer) => void } {
  let arrive: (...answer: Answer) => void = () => undefined;
  const answer = new Promise<Answer>((resolve) => {
    arrive = (...arrived) => resolve(arrived);
  });
  return { answer, arrive };
}
