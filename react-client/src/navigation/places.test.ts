import { beforeEach, describe, expect, it, vi } from 'vitest';

type Places = typeof import('./places');

const scrollPage = vi.fn((_x: number, y: number) => void vi.stubGlobal('scrollY', y));
const scrolledTo = () => scrollPage.mock.calls.map(([, y]) => y);

/** The module as a page has it that was just loaded at `path`. */
async function load(path: string): Promise<Places> {
  vi.resetModules();
  history.replaceState(null, '', path);
  vi.stubGlobal('scrollY', 0);
  const places = await import('./places');
  places.rememberPlaces();
  return places;
}

/** The sign-in of person 1 ends where they have scrolled to and are typing. */
async function signInEndsAt(path: string): Promise<void> {
  const places = await load(path);
  places.returnTo(1);
  vi.stubGlobal('scrollY', 2400);
  document.querySelector('input')?.focus();
  places.keepForReturn();
}

beforeEach(() => {
  vi.stubGlobal('scrollTo', scrollPage);
  document.body.innerHTML = '<input aria-label="First"><input aria-label="Add a comment">';
});

describe('after a new sign-in', () => {
  beforeEach(async () => {
    await signInEndsAt('/?from=mail');
    (document.activeElement as HTMLElement).blur();
  });

  it('somebody is back where they were', async () => {
    const places = await load('/?from=mail');
    expect(scrolledTo()).toEqual([]);

    places.returnTo(1);

    expect(scrolledTo()).toEqual([2400]);
    expect(document.querySelector('input')).toHaveFocus();
  });

  it.each([
    ['somebody else', '/?from=mail', 2],
    ['another address', '/', 1],
    ['another page', '/bookmarks', 1],
  ])('%s begins at the top', async (_who, path, viewer) => {
    const places = await load(path);

    places.returnTo(viewer);

    expect(scrolledTo()).toEqual([]);
  });

  it('they come back once only', async () => {
    await load('/bookmarks');
    const places = await load('/?from=mail');

    places.returnTo(1);

    expect(scrolledTo()).toEqual([]);
  });

  it('they are not pulled back from where they have gone meanwhile', async () => {
    const places = await load('/?from=mail');

    places.beforeNavigation();
    places.afterNavigation();
    places.returnTo(1);

    expect(scrolledTo()).toEqual([]);
  });
});
