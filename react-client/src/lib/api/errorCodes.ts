import type { ServerErrorCode } from './types';

/** What kept a request from being answered at all. */
type NetworkErrorCode = 'unreachable' | 'timed_out' | 'upload_interrupted';

export type ErrorCode = ServerErrorCode | NetworkErrorCode;
