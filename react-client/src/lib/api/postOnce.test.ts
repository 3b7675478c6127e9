import { describe, expect, it, vi } from 'vitest';
import { stubApi } from '../../testing/api';
import { postOnce } from './postOnce';

describe('a request that creates something', () => {
  it('is sent again with the same key if its answer is lost', async () => {
    vi.useFakeTimers();
    const answers: Parameters<typeof stubApi>[0] = {};
    const calls = stubApi(answers);
    const creating = postOnce('/a', { text: 'x' });
    await vi.advanceTimersByTimeAsync(10);
    answers['POST /a'] = [201, { id: 1 }];
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();

    expect(await creating).toEqual({ id: 1 });
    const keys = calls.map((call) => call.headers.get('Idempotency-Key'));
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(keys[0]).toMatch(/^[\d-]{16,128}$/);
  });

  it('is not sent again if it was refused', async () => {
    const calls = stubApi({ 'POST /a': [400, {}] });

    await expect(postOnce('/a', {})).rejects.toMatchObject({ status: 400 });
    expect(calls).toHaveLength(1);
  });
});
