/**
 * Keeps the scroll position and the focus of every history entry, and restores them on Back. The browser's own restoration
 * gives up before the data arrives.
 *
 * Signing in again makes a new history entry. The place is therefore also kept for the same user to return to.
 */
import { parseStored, store } from '../browserStorage';
import { beforeLeaving } from './leave';
import { entryState, newEntryKey, viewBehind, type EntryState } from './routes';

interface Place {
  scroll: number;
  /** A selector, and which of its matches. */
  focus?: [selector: string, index: number];
}

/** The place at which a session ended. */
interface Return {
  viewer: number;
  address: string;
  /** The path of the view, which may be under a dialog. */
  view: string;
  place: Place;
}

type Arrival = 'load' | 'push' | 'pop';

const STORAGE_KEY = 'photo-app.places';
const RETURN_KEY = 'photo-app.return';
const MOST_PLACES = 50;
const GIVE_UP_AFTER_MS = 3_000;

const places = new Map<string, Place>(parseStored('sessionStorage', STORAGE_KEY) as [string, Place][] | undefined);
let arrival: Arrival = 'load';
let currentKey = '';
/** The entry whose view appeared last. */
let arrivedKey: string | undefined;
let viewer: number | undefined;
let awaited: Return | undefined;

/** Starts to watch the history. Must run before the router listens to it, to see a view before it is replaced. */
export function rememberPlaces(): void {
  history.scrollRestoration = 'manual';
  if (!entryState(history.state)) {
    const landing: EntryState = { key: newEntryKey(), viewDistance: 0 };
    history.replaceState(landing, '');
  }
  currentKey = keyOfEntry();
  addEventListener('popstate', () => {
    remember();
    entered('pop');
  });
  addEventListener('pagehide', remember);
  beforeLeaving(keepForReturn);
  // Only the first load after the end of the session may use it. Later, it would surprise the user.
  awaited = parseStored('sessionStorage', RETURN_KEY) as Return | undefined;
  store('sessionStorage', RETURN_KEY, undefined);
}

/** Must be called when the viewer is known. Restores the place at which their session ended, if they are back there. */
export function returnTo(viewerId: number): void {
  viewer = viewerId;
  const back = awaited;
  awaited = undefined;
  // A user who has already scrolled stays where they are.
  if (back?.viewer !== viewerId || scrollY > 0) return;
  if (back.address === address() && back.view === currentView()) restore(back.place, { withFocus: true });
}

/** Must be called before leaving for the login page. */
export function keepForReturn(): void {
  if (viewer === undefined) return;
  keep(RETURN_KEY, { viewer, address: address(), view: currentView(), place: currentPlace() } satisfies Return);
}

/** Must be called before the router adds or replaces a history entry. */
export function beforeNavigation(): void {
  remember();
}

/** Must be called when a new history entry has become the current entry. */
export function afterNavigation(): void {
  entered('push');
}

/** Must be called when a view appears. Scrolls to the top, or restores the place of a view that the user returns to. */
export function arriveAt(heading: HTMLElement): void {
  const again = arrivedKey === currentKey;
  arrivedKey = currentKey;
  // A view has replaced its placeholder. A user who has moved the focus meanwhile keeps it.
  if (again && document.activeElement !== document.body) return;

  const place = places.get(currentKey);
  if (arrival === 'push' || !place) {
    if (arrival !== 'load') {
      scrollTo(0, 0);
      heading.focus({ preventScroll: true });
    }
    return;
  }
  if (arrival === 'pop') heading.focus({ preventScroll: true });
  restore(place, { withFocus: arrival === 'pop' });
}

/** Whether the user came to the current entry with Back or Forward, and so to their place in it. */
export function isReturning(): boolean {
  return arrival === 'pop';
}

function entered(how: Arrival): void {
  arrival = how;
  currentKey = keyOfEntry();
  arrivedKey = undefined;
  awaited = undefined;
}

function keyOfEntry(): string {
  return entryState(history.state)?.key ?? '';
}

function remember(): void {
  places.delete(currentKey);
  places.set(currentKey, currentPlace());
  for (const oldest of [...places.keys()].slice(0, -MOST_PLACES)) places.delete(oldest);
  keep(STORAGE_KEY, [...places]);
}

function currentPlace(): Place {
  return { scroll: scrollY, focus: describeFocus() };
}

function address(): string {
  return location.pathname + location.search;
}

function currentView(): string {
  return viewBehind(location.pathname, history.state);
}

/** Restores now, and again as content arrives, until the document is long enough or the user interacts. */
function restore(place: Place, { withFocus }: { withFocus: boolean }): void {
  let there = false;
  const attempt = () => {
    if (!there) {
      // A paged list grows only while its end is near, and each page may take a while.
      clearTimeout(timeout);
      timeout = setTimeout(stop, GIVE_UP_AFTER_MS);
      scrollTo(0, place.scroll);
      there = Math.abs(scrollY - place.scroll) <= 1;
    }
    const focused = !withFocus || focusOn(place.focus);
    if (there && focused) stop();
  };
  // Content that arrives in a dialog does not change the size of the document.
  const [size, content] = [new ResizeObserver(attempt), new MutationObserver(attempt)];
  const stop = () => {
    size.disconnect();
    content.disconnect();
    clearTimeout(timeout);
    for (const event of TAKES_OVER) removeEventListener(event, stop);
  };
  let timeout: ReturnType<typeof setTimeout> | undefined;
  for (const event of TAKES_OVER) addEventListener(event, stop);

  size.observe(document.body);
  if (withFocus) content.observe(document.body, { childList: true, subtree: true });
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

function keep(key: string, what: unknown): void {
  store('sessionStorage', key, JSON.stringify(what));
}
