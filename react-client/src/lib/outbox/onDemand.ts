import { ApiError } from '../api/client';

/** Loads the outbox, which would enlarge the first load. */
export const outbox = () =>
  import('.').catch(() => {
    throw new ApiError(0, { code: 'unreachable' });
  });
