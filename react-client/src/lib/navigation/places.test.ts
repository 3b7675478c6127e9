import { beforeEach, describe, expect, it, vi } from 'vitest';

type Places = typeof import('./places');

const scrollPage = vi.fn((_x: number, y: number) => void vi.stubGlobal('scrollY', y));
const scrolledTo = () => scrollPage.mock.calls.map(([, y]) => y);

/** The module as in a document that was just loaded at `path`. */
async function load(path: string): Promise<Places> {
  vi.resetModules();
  history.replaceState(null, '', path);
  vi.stubGlobal('scrollY', 0);
  const places = await import('./places');
  places.rememberPlaces();
  return places;
}

/** The session of user 1 ends after they scrolled and focused a field. */
async function sessionEndsAt(path: string): Promise<void> {
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

describe('after signing in again', () => {
  beforeEach(async () => {
    await sessionEndsAt('/?from=mail');
    (document.activeElement as HTMLElement).blur();
  });

  it('a user is back in the same place', async () => {
    const places = await load('/?from=mail');
    expect(scrolledTo()).toEqual([]);

    places.returnTo(1);

    expect(scrolledTo()).toEqual([2400]);
    expect(document.querySelector('input')).toHaveFocus();
  });

  it.each([
    ['another user', '/?from=mail', 2],
    ['another address', '/', 1],
    ['another view', '/bookmarks', 1],
  ])('%s starts at the top', async (_who, path, viewer) => {
    const places = await load(path);

    places.returnTo(viewer);

    expect(scrolledTo()).toEqual([]);
  });

  it('the place is restored only once', async () => {
    await load('/bookmarks');
    const places = await load('/?from=mail');

    places.returnTo(1);

    expect(scrolledTo()).toEqual([]);
  });

  it('keeps the position of a user who has already scrolled', async () => {
    const places = await load('/?from=mail');

    places.beforeNavigation();
    places.afterNavigation();
    places.returnTo(1);

    expect(scrolledTo()).toEqual([]);
  });
});
