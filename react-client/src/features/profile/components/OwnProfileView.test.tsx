import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aPost, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { reachEnd } from '../../../testing/scrolling';
import { OwnProfileView } from './OwnProfileView';

const counts = { posts_count: 2, followers_count: 1, following_count: 1234 };
const PROFILE = { 'GET /api/users/vera': [200, { ...viewer, ...counts, is_you: true }] } satisfies Parameters<typeof stubApi>[0];
const NEXT = '/api/users/vera/posts?limit=24&comments=3&before=5-7';
const linked = { Link: `<${NEXT}>; rel="next"` };
const [newer, older] = [aPost({ user: viewer, alt_text: 'Newer' }), aPost({ user: viewer, alt_text: 'Older' })];

const tile = (name: string) => screen.findByRole('link', { name: new RegExp(name) });

it('shows all posts of the viewer, loading more near the end', async () => {
  stubApi({ ...PROFILE, 'GET /api/users/vera/posts?limit=24&comments=3': [200, [newer], linked], [`GET ${NEXT}`]: [200, [newer, older]] });
  renderSignedIn(<OwnProfileView />);
  await tile('Newer');

  await reachEnd();

  expect(await tile('Older')).toHaveAttribute('href', `/p/${older.id}`);
  expect(screen.getAllByRole('img')).toHaveLength(2);
});

it('loads more with the button, and moves the focus to the first new tile', async () => {
  stubApi({ ...PROFILE, 'GET /api/users/vera/posts?limit=24&comments=3': [200, [newer], linked], [`GET ${NEXT}`]: [200, [older]] });
  renderSignedIn(<OwnProfileView />);

  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));

  expect(await tile('Older')).toHaveFocus();
});

it('helps a user who has not shared anything', async () => {
  stubApi({ ...PROFILE, 'GET /api/users/vera/posts?limit=24&comments=3': [200, []] });
  renderSignedIn(<OwnProfileView />);

  expect(await screen.findByText('You haven’t shared any photos yet')).toBeVisible();
});

it('shows the counts of the viewer, and links to their lists', async () => {
  stubApi({ ...PROFILE, 'GET /api/users/vera/posts?limit=24&comments=3': [200, []] });
  renderSignedIn(<OwnProfileView />);

  expect(await screen.findByRole('link', { name: '1 follower' })).toHaveAttribute('href', '/followers');
  expect(screen.getByRole('link', { name: '1,234 following' })).toHaveAttribute('href', '/following');
  expect(screen.getByText('2').parentElement).toHaveTextContent('2 posts');
});
