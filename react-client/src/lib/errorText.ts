import { ApiError } from './api/client';
import { text } from './text';

/** What to tell the user about an error. */
export function errorText(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;

  const { byCode, byStatus, unknown } = text.errors;
  return (error.code && byCode[error.code]) ?? (error.message || (byStatus[error.status] ?? unknown));
}
