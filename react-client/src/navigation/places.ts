/**
 * Remembers, for every history entry, how far the page was scrolled and what had the focus, so that going back finds
 * things as they were. The browser's own restoration gives up before the data has arrived.
 *
 * A new sign-in makes a new entry. The place from before it is therefore kept once more, for whoever was there.
 */
import { beforeLeaving } from './leave';
import { entryState, newEntryKey, pageBehind, type EntryState } from './routes';

interface Place {
  scroll: number;
  /** A selector, and which of its matches. */
  focus?: [selector: string, index: number];
}

/** A place that the end of a sign-in took somebody away from. */
interface Return {
  viewer: number;
  address: string;
  /** The page, which a dialog may lie over. */
  page: string;
  place: Place;
}

type Arrival = 'load' | 'push' | 'pop';

const STORAGE_KEY = 'photo-app.places';
const RETURN_KEY = 'photo-app.return';
const MOST_PLACES = 50;
const GIVE_UP_AFTER_MS = 3_000;

const places = new Map<string, Place>(readKept(STORAGE_KEY) as [string, Place][] | undefined);
let arrival: Arrival = 'load';
let currentKey = '';
let viewer: number | undefined;
let awaited: Return | undefined;

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
  beforeLeaving(keepForReturn);
  // Whatever is loaded first after the sign-in ended takes it: later, it would be a surprise.
  awaited = readKept(RETURN_KEY) as Return | undefined;
  discard(RETURN_KEY);
}

/** To be called when it is known who is signed in, who may just have been sent to the login page from here. */
export function returnTo(viewerId: number): void {
  viewer = viewerId;
  const back = awaited;
  awaited = undefined;
  // Whoever has moved on meanwhile is not pulled back.
  if (back?.viewer !== viewerId || scrollY > 0) return;
  if (back.address === address() && back.page === page()) restore(back.place, { withFocus: true });
}

/** To be called before somebody is sent to the login page. */
export function keepForReturn(): void {
  if (viewer === undefined) return;
  keep(RETURN_KEY, { viewer, address: address(), page: page(), place: currentPlace() } satisfies Return);
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
  if (arrival === 'pop') heading.focus({ preventScroll: true });
  restore(place, { withFocus: arrival === 'pop' });
}

function entered(how: Arrival): void {
  arrival = how;
  currentKey = keyOfEntry();
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

function page(): string {
  return pageBehind(location.pathname, history.state);
}

/** Restores now, and again as content arrives, until the page is long enough or the person takes over. */
function restore(place: Place, { withFocus }: { withFocus: boolean }): void {
  let there = false;
  const attempt = () => {
    if (!there) {
      // A list that is loaded page by page grows only while its end is near, and each page may take its time.
      clearTimeout(timeout);
      timeout = setTimeout(stop, GIVE_UP_AFTER_MS);
      scrollTo(0, place.scroll);
      there = Math.abs(scrollY - place.scroll) <= 1;
    }
    const focused = !withFocus || focusOn(place.focus);
    if (there && focused) stop();
  };
  // What arrives in a dialog leaves the page as long as it was.
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

function readKept(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(key: string, what: unknown): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(what));
  } catch {
    // Without storage, places are lost with the page.
  }
}

function discard(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept either.
  }
}
