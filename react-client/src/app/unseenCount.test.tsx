import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ViewTitle } from '../components/ViewTitle';
import { WatchNotifications } from '../features/notifications/components/WatchNotifications';
import { text } from '../lib/text';
import { stubApi } from '../testing/api';
import { renderSignedIn } from '../testing/render';
import { NavBar } from './NavBar';

const COUNT = 'GET /api/notifications/count';

const count = (unseen: number): [number, unknown] => [200, { unseen }];
const open = () =>
  renderSignedIn(
    <>
      <NavBar view="/" />
      <ViewTitle>{text.nav.home}</ViewTitle>
      <WatchNotifications />
    </>,
  );

it('shows the number in the navigation bar and in the title', async () => {
  stubApi({ [COUNT]: count(3) });
  open();

  expect(await screen.findByRole('link', { name: /^Notifications\s*3 unseen$/ })).toHaveAttribute('href', '/notifications');
  expect(document.title).toBe('(3) Home · Photo App');
});

it('shows no number above 99, and none for 0', async () => {
  stubApi({ [COUNT]: count(120) });
  open();
  await screen.findByRole('link', { name: /^Notifications\s*99\+ unseen$/ });
  expect(document.title).toBe('(99+) Home · Photo App');
  cleanup();

  const calls = stubApi({ [COUNT]: count(0) });
  open();
  await waitFor(() => expect(calls.map(({ request }) => request)).toContain(COUNT));
  expect(screen.getByRole('link', { name: 'Notifications' })).toBeVisible();
  expect(document.title).toBe('Home · Photo App');
});

it('counts again every minute, and when the window gets the focus', async () => {
  vi.useFakeTimers();
  const answers: Parameters<typeof stubApi>[0] = { [COUNT]: count(1) };
  const calls = stubApi(answers);
  open();
  const pass = (time: number) => act(() => vi.advanceTimersByTimeAsync(time));
  await pass(100);
  expect(document.title).toBe('(1) Home · Photo App');
  // Not twice at the same time.
  dispatchEvent(new Event('focus'));
  await pass(100);
  const asked = () => calls.filter(({ request }) => request === COUNT).length;
  expect(asked()).toBe(1);

  answers[COUNT] = count(2);
  await pass(5_000);
  expect(document.title).toBe('(1) Home · Photo App');
  dispatchEvent(new Event('focus'));
  await pass(100);
  expect(document.title).toBe('(2) Home · Photo App');

  answers[COUNT] = count(0);
  await pass(60_000);
  expect(document.title).toBe('Home · Photo App');
  expect(asked()).toBe(3);
});
