/** What the server tells while a page is open, as server-sent events. */
import { laterEndpoints } from './laterEndpoints';

export interface LiveEvents {
  /** The number of notifications that the viewer has not seen. */
  notifications: { unseen: number };
  /** The first post of the feed. */
  posts: { post_id: number };
  /** A post that is open. */
  post: { post_id: number; likes_count: number; comments_count: number };
}

export type LiveHandlers = { [Name in keyof LiveEvents]: (data: LiveEvents[Name]) => void };

const NAMES = ['notifications', 'posts', 'post'] as const;
/** A stream that broke is opened again after this time, and each further one after twice as long. */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Listens to the server while the tab is visible: a browser has few connections to one server, and hidden tabs need none.
 * Returns a function that ends it.
 */
export function listen(postId: number | undefined, handlers: LiveHandlers): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_PAUSE_MS;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    if (document.visibilityState === 'hidden') return;
    source = new EventSource(laterEndpoints.events(postId));
    for (const name of NAMES) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        pause = FIRST_PAUSE_MS;
        handlers[name](JSON.parse(data) as never);
      });
    }
    // The browser would try again every few seconds, also when the session has ended.
    source.addEventListener('error', () => {
      close();
      timer = setTimeout(open, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    });
  };

  open();
  document.addEventListener('visibilitychange', open);
  return () => {
    document.removeEventListener('visibilitychange', open);
    close();
  };
}
