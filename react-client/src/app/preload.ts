import { dialogsOnDemand } from './Dialogs';
import { viewsOnDemand } from './views';

const PRELOAD_AFTER_MS = 1_500;

/** Loads the scripts of views and dialogs a moment after the start, so that they open without a wait. Then calls `onStart`. */
export function preloadLater(onStart: () => void): () => void {
  const timeout = setTimeout(() => {
    onStart();
    for (const { preload } of [...dialogsOnDemand, ...viewsOnDemand]) {
      // What fails to load is requested again when it opens.
      preload().catch(() => undefined);
    }
  }, PRELOAD_AFTER_MS);
  return () => clearTimeout(timeout);
}
