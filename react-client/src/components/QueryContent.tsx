import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '../lib/api/client';
import { errorText } from '../lib/errorText';
import { text } from '../lib/text';
import { Notice } from './Notice';
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
  if (query.data !== undefined) return children(query.data);
  if (query.isPending || isSignedOut(query.error)) return skeleton;
  if (isMissing(query.error)) return <Unavailable title={unavailable} />;
  return (
    <Notice icon={<CloudOff size={28} strokeWidth={1.5} />} title={failed} role="alert">
      <p>{query.error && errorText(query.error)}</p>
      <button type="button" className="button" onClick={() => void query.refetch()}>
        {text.actions.tryAgain}
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
