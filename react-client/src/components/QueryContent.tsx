import { useDeferredValue, type ReactNode } from 'react';
import { ApiError } from '../lib/api/client';
import { errorText } from '../lib/errorText';
import { FailureNotice } from './FailureNotice';
import { useSharedNotice } from './outage';
import { Unavailable } from './Unavailable';

/** What plain queries and paged lists have in common. */
interface Loadable<Data> {
  data: Data | undefined;
  isPending: boolean;
  error: Error | null;
  refetch: () => Promise<unknown>;
}

interface QueryContentProps<Data> {
  query: Loadable<Data>;
  skeleton: ReactNode;
  /** The title when loading has failed. */
  failed: string;
  /** The title when the server has no such thing. */
  unavailable?: string;
  children: (data: Data) => ReactNode;
}

/** Shows the data of a query, a skeleton until it arrives, or the reason for a failure and a button to try again. */
export function QueryContent<Data>({ query, skeleton, failed, unavailable, children }: QueryContentProps<Data>) {
  const retry = () => void query.refetch();
  const outage = query.data === undefined && isTemporary(query.error) ? query.error : null;
  const hasSharedNotice = useSharedNotice(outage, retry);

  // Renders data that arrives in short pieces, so that the view reacts meanwhile. Until then, the skeleton stays.
  const isReady = useDeferredValue(query.data !== undefined);

  // Also if it was there before: it is deleted, or the viewer may not see it any more.
  if (isMissing(query.error)) return <Unavailable title={unavailable} />;
  if (query.data !== undefined) return isReady ? children(query.data) : skeleton;
  if (query.isPending || isSignedOut(query.error)) return skeleton;
  if (hasSharedNotice) return null;
  return <FailureNotice title={failed} help={query.error ? errorText(query.error) : ''} onRetry={retry} />;
}

function isTemporary(error: Error | null): boolean {
  return error instanceof ApiError && error.temporary;
}

function isMissing(error: Error | null): boolean {
  return error instanceof ApiError && error.status === 404;
}

function isSignedOut(error: Error | null): boolean {
  return error instanceof ApiError && error.signedOut;
}
