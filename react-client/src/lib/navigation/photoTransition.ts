/**
 * Animates a photo between its thumbnail and the viewer, with the View Transitions API. Without that API, and for users who
 * prefer reduced motion, the change happens immediately.
 */
import { flushSync } from 'react-dom';
import { prefersReducedMotion } from '../prefersReducedMotion';
import { beforeBack } from './beforeBack';

/** The viewer's style sheet gives its photo the same name. */
const TRANSITION_NAME = 'photo';
const VIEWER_PHOTO = '[data-viewer-photo]';
/** The scripts of the viewer may still have to load. */
const WAIT_FOR_VIEWER_MS = 500;

/** The image of a photo outside the viewer, in the topmost layer that shows it. */
export function findThumbnail(address: string): HTMLImageElement | undefined {
  const images = [...document.querySelectorAll<HTMLImageElement>(`a[href="${address}"] img`)];
  return images.find((image) => image.closest('dialog')) ?? images[0];
}

/** Makes a change that opens the viewer. */
export function openWithTransition(address: string, open: () => void): void {
  const thumbnail = findThumbnail(address);
  if (!thumbnail || !canAnimate()) {
    open();
    return;
  }
  thumbnail.style.viewTransitionName = TRANSITION_NAME;
  animate(async () => {
    thumbnail.style.viewTransitionName = '';
    flushSync(open);
    await appeared(VIEWER_PHOTO);
  });
}

/**
 * Animates the step back in the history that closes the viewer. Returns a function that stops this. The event is held back
 * until the browser has recorded the current view, then sent again.
 */
export function closeWithTransition(address: string, closes: () => boolean): () => void {
  return beforeBack((event) => {
    // The browser may already have animated a swipe over the edge.
    if (!event.isTrusted || event.hasUAVisualTransition || !closes() || !canAnimate()) return;
    event.stopImmediatePropagation();
    let thumbnail: HTMLImageElement | undefined;
    const transition = animate(() => {
      flushSync(() => dispatchEvent(new PopStateEvent('popstate', { state: history.state as unknown })));
      thumbnail = findThumbnail(address);
      if (thumbnail && isOnScreen(thumbnail)) thumbnail.style.viewTransitionName = TRANSITION_NAME;
    });
    void transition.finished.finally(() => {
      if (thumbnail) thumbnail.style.viewTransitionName = '';
    });
  });
}

function canAnimate(): boolean {
  return 'startViewTransition' in document && !prefersReducedMotion();
}

function animate(change: () => void | Promise<void>): ViewTransition {
  const transition = document.startViewTransition(change);
  // A hidden tab or another transition skips the animation, but not the change.
  transition.ready.catch(() => undefined);
  return transition;
}

function isOnScreen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

function appeared(selector: string): Promise<void> {
  return new Promise((resolve) => {
    if (document.querySelector(selector)) {
      resolve();
      return;
    }
    const done = () => {
      observer.disconnect();
      clearTimeout(timeout);
      resolve();
    };
    const observer = new MutationObserver(() => {
      if (document.querySelector(selector)) done();
    });
    const timeout = setTimeout(done, WAIT_FOR_VIEWER_MS);
    observer.observe(document.body, { childList: true, subtree: true });
  });
}
