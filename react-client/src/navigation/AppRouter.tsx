import type { ReactNode } from 'react';
import { Router, type AroundNavHandler } from 'wouter';
import { afterNavigation, beforeNavigation } from './places';
import { entryState, isDialogPath, newEntryKey, pageBehind, type EntryState } from './routes';

/** The router, which also notes with every history entry what {@link EntryState} says. */
export function AppRouter({ children }: { children: ReactNode }) {
  return <Router aroundNav={navigateWithState}>{children}</Router>;
}

const navigateWithState: AroundNavHandler = (navigate, to, options) => {
  beforeNavigation();
  navigate(to, { ...options, state: nextState(to, options?.replace ?? false) });
  afterNavigation();
};

function nextState(to: string, replace: boolean): EntryState {
  const key = newEntryKey();
  if (!isDialogPath(to)) return { key, pageDistance: 0 };

  const here = location.pathname;
  const distance = entryState(history.state)?.pageDistance ?? 0;
  return {
    key,
    behind: pageBehind(here, history.state),
    // A dialog over a dialog that was landed on has no page in the history to go back to either.
    pageDistance: replace || (isDialogPath(here) && distance === 0) ? distance : distance + 1,
  };
}
