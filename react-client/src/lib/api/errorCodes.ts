import type { ServerErrorCode } from './types';

/** What kept a request from being answered at all. */
type NetworkErrorCode = 'unreachable' | 'upload_interrupted';

export type ErrorCode = ServerErrorCode | NetworkErrorCode;
