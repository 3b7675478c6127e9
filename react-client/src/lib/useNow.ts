import { useSyncExternalStore } from 'react';

const STEP_MS = 60_000;

/** The current time in milliseconds since 1970, in steps of a minute, so that shown ages stay right. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, now);
}

function subscribe(onChange: () => void): () => void {
  const timer = setInterval(onChange, STEP_MS);
  return () => clearInterval(timer);
}

const now = () => Math.floor(Date.now() / STEP_MS) * STEP_MS;
