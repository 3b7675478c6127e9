import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { errorText } from '../lib/errorText';
import { text } from '../lib/text';
import { FailureNotice } from './FailureNotice';
import { OutageContext, type FailedPart } from './outage';
import { focusViewTitle } from './ViewTitle';

/** Shows one notice for a view, instead of one for each part, if the server cannot be reached or does not answer. */
export function OutageBoundary({ children }: { children: ReactNode }) {
  const [failed, setFailed] = useState<ReadonlyMap<string, FailedPart>>(new Map());
  const report = useCallback((id: string, part: FailedPart) => {
    setFailed((parts) => new Map(parts).set(id, part));
    return () => setFailed((parts) => new Map([...parts].filter(([other]) => other !== id)));
  }, []);
  const shared = failed.size > 1;
  const outage = useMemo(() => ({ report, shared }), [report, shared]);
  const [first] = failed.values();

  const retry = () => {
    for (const part of failed.values()) part.retry();
    // The button that had the focus is removed.
    focusViewTitle();
  };
  return (
    <OutageContext value={outage}>
      {shared && first && <FailureNotice title={text.errors.outage} help={errorText(first.error)} onRetry={retry} />}
      {children}
    </OutageContext>
  );
}
