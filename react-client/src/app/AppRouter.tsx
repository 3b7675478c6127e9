import type { ReactNode } from 'react';
import { Router, type AroundNavHandler } from 'wouter';
import { afterNavigation, beforeNavigation } from '../lib/navigation/places';
import { entryState, isDialogPath, newEntryKey, viewBehind, type EntryState } from '../lib/navigation/routes';

/** A router that stores an {@link EntryState} with every history entry. */
export function AppRouter({ children }: { children: ReactNode }) {
  return <Router aroundNav={navigateWithState}>{children}</Router>;
}

const navigateWithState: AroundNavHandler = (navigate, to, options) => {
  // A double click on a link must not open its dialog twice.
  const path = pathOf(to);
  if (path === location.pathname && isDialogPath(path)) return;
  beforeNavigation();
  navigate(to, { ...options, state: nextState(to, options?.replace ?? false) });
  afterNavigation();
};

function nextState(to: string, replace: boolean): EntryState {
  const key = newEntryKey();
  if (!isDialogPath(pathOf(to))) return { key, viewDistance: 0 };

  const here = location.pathname;
  const distance = entryState(history.state)?.viewDistance ?? 0;
  return {
    key,
    behind: viewBehind(here, history.state),
    // If the address of a dialog was opened directly, no view is in the history, also for dialogs opened from it.
    viewDistance: replace || (isDialogPath(here) && distance === 0) ? distance : distance + 1,
  };
}

/** An address without its query and hash. */
function pathOf(address: string): string {
  return address.replace(/[?#].*/, '');
}
