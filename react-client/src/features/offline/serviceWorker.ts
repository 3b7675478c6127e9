/** The page's side of the service worker: see `src/serviceWorker`. */
import { endpoints } from '../../lib/api/endpoints';

const SCRIPT = '/service-worker.js';

/**
 * Installs the service worker, and lets it keep what the user may want to read offline. Calls `onKeptAt` with the time when the
 * shown data were kept, or with nothing if they come from the server. Returns a function that ends this.
 */
export function followOfflineContent(username: string, onKeptAt: (time: string | undefined) => void): () => void {
  // Browsers have it in secure contexts only.
  const container = (navigator as Partial<Navigator>).serviceWorker;
  if (!container || !import.meta.env.PROD) return () => undefined;

  const hear = ({ data }: MessageEvent<{ keptAt: string | null }>) => onKeptAt(data.keptAt ?? undefined);
  container.addEventListener('message', hear);
  container.startMessages();
  // A service worker that has just been installed has not seen the requests of this page.
  const seen = container.controller ? [] : requestedAddresses();
  const keep = [...seen, endpoints.profile, endpoints.user(username), endpoints.postsBy(username)];
  void container
    .register(SCRIPT, { updateViaCache: 'none' })
    .then(() => container.ready)
    .then(({ active }) => active?.postMessage({ keep }))
    // The server may be away, or have another build by now. The next visit tries again.
    .catch(() => undefined);
  return () => container.removeEventListener('message', hear);
}

function requestedAddresses(): string[] {
  return performance.getEntriesByType('resource').map(({ name }) => name);
}
