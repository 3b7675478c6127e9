import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './client';

const RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 30 * 60_000,
        // The server may well be on this very machine: being offline says nothing about reaching it.
        networkMode: 'always',
        retry: (failures, error) =>
          // Users have waited long enough for a server that does not answer.
          error instanceof ApiError && error.temporary && error.code !== 'timed_out' && failures < RETRIES,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
