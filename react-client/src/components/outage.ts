import { createContext, useContext, useEffect, useEffectEvent, useId } from 'react';

/** A part of a view that could not be loaded. */
export interface FailedPart {
  error: Error;
  retry: () => void;
}

interface Outage {
  /** Reports a failed part. Returns a function that takes the report back. */
  report: (id: string, part: FailedPart) => () => void;
  /** Whether the view shows one notice for all failed parts. */
  shared: boolean;
}

export const OutageContext = createContext<Outage>({ report: () => () => undefined, shared: false });

/** Reports this part of the view while it has an error. Returns whether a notice for the whole view replaces its own. */
export function useSharedNotice(error: Error | null, retry: () => void): boolean {
  const { report, shared } = useContext(OutageContext);
  const id = useId();
  const onRetry = useEffectEvent(retry);
  useEffect(() => {
    if (error) return report(id, { error, retry: () => onRetry() });
  }, [report, id, error]);
  return shared && error !== null;
}
