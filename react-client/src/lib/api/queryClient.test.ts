import { expect, it, vi } from 'vitest';
import { ApiError } from './client';
import { createQueryClient } from './queryClient';

it.each([
  ['unreachable', 3],
  ['timed_out', 1],
] as const)('after %s, a query asks %i times in all', async (code, times) => {
  vi.useFakeTimers();
  const queryFn = vi.fn(() => Promise.reject(new ApiError(0, { code })));
  const client = createQueryClient();
  const asked = client.query({ queryKey: ['a'], queryFn, retry: client.getDefaultOptions().queries?.retry });
  const failed = expect(asked).rejects.toThrow(ApiError);

  await vi.runAllTimersAsync();

  await failed;
  expect(queryFn).toHaveBeenCalledTimes(times);
});
