import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { Feed } from '../features/feed/components/Feed';
import { WatchFollowRequests } from '../features/following/components/WatchFollowRequests';
import { stubApi } from '../testing/api';
import { aPost, aUser } from '../testing/fixtures';
import { renderSignedIn } from '../testing/render';
import { NavBar } from './NavBar';

const FEED = 'GET /api/posts?limit=10&comments=3';

it('shows how many follow requests wait', async () => {
  const request = (id: number) => ({ id, user: aUser(), created_at: '2026-11-30T08:00:00Z' });
  stubApi({ 'GET /api/follow-requests?direction=incoming&limit=50': [200, [request(2), request(1)]] });

  renderSignedIn(
    <>
      <NavBar view="/" />
      <WatchFollowRequests />
    </>,
  );

  // A browser puts spaces between the parts, which are blocks.
  expect(await screen.findByRole('link', { name: /^People\s*2 follow requests$/ })).toHaveAttribute('href', '/people');
});

const home = () => within(screen.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Home' });
const logo = () => screen.getByRole('link', { name: 'Photo App' });

it.each([
  ['Home', home],
  ['the logo', logo],
])('%s scrolls the feed to the top and refreshes it', async (_name, link) => {
  const answers: Parameters<typeof stubApi>[0] = { [FEED]: [200, [aPost({ caption: 'Old' })]] };
  stubApi(answers);
  renderSignedIn(
    <>
      <NavBar view="/" />
      <Feed />
    </>,
  );
  await screen.findByText('Old');
  const entries = history.length;

  answers[FEED] = [200, [aPost({ caption: 'New' })]];
  await userEvent.click(link());

  expect(await screen.findByText('New')).toBeVisible();
  expect(screen.getByText('Feed refreshed')).toBeVisible();
  expect(vi.mocked(scrollTo)).toHaveBeenCalledWith(0, 0);
  expect(history.length).toBe(entries);
});

it('says so when the feed cannot be refreshed, and keeps the posts', async () => {
  const answers: Parameters<typeof stubApi>[0] = { [FEED]: [200, [aPost({ caption: 'Old' })]] };
  stubApi(answers);
  renderSignedIn(
    <>
      <NavBar view="/" />
      <Feed />
    </>,
  );
  await screen.findByText('Old');

  answers[FEED] = [500, { message: 'The disk is full.' }];
  await userEvent.click(home());

  expect(await screen.findByText('Your feed was not refreshed. The disk is full.')).toBeVisible();
  expect(screen.getByText('Old')).toBeVisible();
});

it('Home leads to the feed from another view', async () => {
  history.replaceState(null, '', '/bookmarks');
  renderSignedIn(<NavBar view="/bookmarks" />);

  await userEvent.click(home());

  expect(location.pathname).toBe('/');
});
