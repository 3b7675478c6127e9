import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../api/client';
import { Notice } from './Notice';
import { Unavailable } from './Unavailable';

/** The part of a query's result that matters here, which queries of one answer and of many pages have in common. */
interface Loadable<Data> {
  data: Data | undefined;
  isPending: boolean;
  error: Error | null;
  refetch: () => Promise<unknown>;
}

interface QueryContentProps<Data> {
  query: Loadable<Data>;
  skeleton: ReactNode;
  /** Finishes the sentence "… could not be loaded". */
  what: string;
  children: (data: Data) => ReactNode;
}

/** What a query brought; a skeleton until then; when it failed, why, and a way to try again. */
export function QueryContent<Data>({ query, skeleton, what, children }: QueryContentProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending || isSignedOut(query.error)) return skeleton;
  if (isMissing(query.error)) return <Unavailable what={what} />;
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
