/**
 * Remembers, for every history entry, how far the page was scrolled and what had the focus, so that going back finds
 * things as they were. The browser's own restoration gives up before the data has arrived.
 */
import { entryState, newEntryKey, type EntryState } from './routes';

interface Place {
  scroll: number;
  /** A selector, and which of its matches. */
  focus?: [selector: string, index: number];
}

type Arrival = 'load' | 'push' | 'pop';

const STORAGE_KEY = 'photo-app.places';
const MOST_PLACES = 50;
const GIVE_UP_AFTER_MS = 3_000;

const places = new Map<string, Place>(readKept());
let arrival: Arrival = 'load';
let currentKey = '';

/** Begins watching the history. Must run before the router listens to it, to see a page before it is replaced. */
export function rememberPlaces(): void {
  history.scrollRestoration = 'manual';
  if (!entryState(history.state)) {
    const landing: EntryState = { key: newEntryKey(), pageDistance: 0 };
    history.replaceState(landing, '');
  }
  currentKey = keyOfEntry();
  addEventListener('popstate', () => {
    remember();
    entered('pop');
  });
  addEventListener('pagehide', remember);
}

/** To be called before the router adds or replaces an entry. */
export function beforeNavigation(): void {
  remember();
}

/** To be called when a new entry has become the current one. */
export function afterNavigation(): void {
  entered('push');
}

/** A new page is on screen under this heading: the top of the page, or for one that is returned to, the old place. */
export function arriveAt(heading: HTMLElement): void {
  const place = places.get(currentKey);
  if (arrival === 'push' || !place) {
    if (arrival !== 'load') {
      scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    }
    return;
  }
  restore(place, arrival === 'pop' ? heading : undefined);
}

function entered(how: Arrival): void {
  arrival = how;
  currentKey = keyOfEntry();
}

function keyOfEntry(): string {
  return entryState(history.state)?.key ?? '';
}

function remember(): void {
  places.delete(currentKey);
  places.set(currentKey, { scroll: scrollY, focus: describeFocus() });
  for (const oldest of [...places.keys()].slice(0, -MOST_PLACES)) places.delete(oldest);
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify([...places]));
  } catch {
    // Without storage, places are lost on reload.
  }
}

/** Restores now, and again as content arrives, until the page is long enough or the person takes over. */
function restore(place: Place, heading: HTMLElement | undefined): void {
  const attempt = () => {
    scrollTo(0, place.scroll);
    const focused = heading === undefined || focusOn(place.focus);
    if (Math.abs(scrollY - place.scroll) <= 1 && focused) stop();
  };
  const observer = new ResizeObserver(attempt);
  const stop = () => {
    observer.disconnect();
    clearTimeout(timeout);
    for (const event of TAKES_OVER) removeEventListener(event, stop);
  };
  const timeout = setTimeout(stop, GIVE_UP_AFTER_MS);
  for (const event of TAKES_OVER) addEventListener(event, stop);

  heading?.focus({ preventScroll: true });
  observer.observe(document.body);
  attempt();
}

const TAKES_OVER = ['wheel', 'touchstart', 'keydown', 'pointerdown', 'popstate'] as const;

function focusOn(focus: Place['focus']): boolean {
  if (!focus) return true;
  const [selector, index] = focus;
  const element = document.querySelectorAll<HTMLElement>(selector)[index];
  element?.focus({ preventScroll: true });
  return element !== undefined;
}

function describeFocus(): Place['focus'] {
  const element = document.activeElement;
  const selector = element && selectorFor(element);
  return selector ? [selector, [...document.querySelectorAll(selector)].indexOf(element)] : undefined;
}

function selectorFor(element: Element): string | undefined {
  if (element.id) return `#${CSS.escape(element.id)}`;
  for (const attribute of ['href', 'aria-label']) {
    const value = element.getAttribute(attribute);
    if (value) return `${element.localName}[${attribute}="${CSS.escape(value)}"]`;
  }
  return undefined;
}

function readKept(): [string, Place][] {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]') as [string, Place][];
  } catch {
    return [];
  }
}
