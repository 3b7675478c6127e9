import { CloudOff, ImageOff } from 'lucide-react';
import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { ApiError } from '../api/client';
import { Notice } from './Notice';

interface QueryContentProps<Data> {
  query: UseQueryResult<Data>;
  skeleton: ReactNode;
  /** Finishes the sentence "… could not be loaded". */
  what: string;
  children: (data: Data) => ReactNode;
}

/** What a query brought; a skeleton until then; when it failed, why, and a way to try again. */
export function QueryContent<Data>({ query, skeleton, what, children }: QueryContentProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending || isSignedOut(query.error)) return skeleton;
  if (isMissing(query.error)) {
    return (
      <Notice icon={<ImageOff size={28} strokeWidth={1.5} />} title={`${what} is not available`} role="alert">
        <p>It may have been deleted, or it is not shared with you.</p>
      </Notice>
    );
  }
  return (
    <Notice icon={<CloudOff size={28} strokeWidth={1.5} />} title={`${what} could not be loaded`} role="alert">
      <p>{query.error?.message}</p>
      <button type="button" className="button" onClick={() => void query.refetch()}>
        Try again
      </button>
    </Notice>
  );
}

function isMissing(error: Error | null): boolean {
  return error instanceof ApiError && error.status === 404;
}

function isSignedOut(error: Error | null): boolean {
  return error instanceof ApiError && error.signedOut;
}
