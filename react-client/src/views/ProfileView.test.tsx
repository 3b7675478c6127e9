import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { stubApi } from '../testing/api';
import { aPost, viewer } from '../testing/fixtures';
import { renderSignedIn } from '../testing/render';
import { reachEnd } from '../testing/scrolling';
import { ProfileView } from './ProfileView';

const PEOPLE = { 'GET /api/following': [200, []], 'GET /api/followers': [200, []] } satisfies Parameters<typeof stubApi>[0];
const NEXT = '/api/users/vera/posts?limit=24&comments=3&before=5-7';
const linked = { Link: `<${NEXT}>; rel="next"` };
const [newer, older] = [aPost({ user: viewer, alt_text: 'Newer' }), aPost({ user: viewer, alt_text: 'Older' })];

const tile = (name: string) => screen.findByRole('link', { name: new RegExp(name) });

it('shows all posts of the viewer, loaded on as the end comes near', async () => {
  stubApi({ ...PEOPLE, 'GET /api/users/vera/posts?limit=24&comments=3': [200, [newer], linked], [`GET ${NEXT}`]: [200, [newer, older]] });
  renderSignedIn(<ProfileView />);
  await tile('Newer');

  reachEnd();

  expect(await tile('Older')).toHaveAttribute('href', `/p/${older.id}`);
  expect(screen.getAllByRole('img')).toHaveLength(2);
});

it('shows more at the press of a button, and goes on at the first tile that came', async () => {
  stubApi({ ...PEOPLE, 'GET /api/users/vera/posts?limit=24&comments=3': [200, [newer], linked], [`GET ${NEXT}`]: [200, [older]] });
  renderSignedIn(<ProfileView />);

  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));

  expect(await tile('Older')).toHaveFocus();
});

it('helps somebody who has not shared anything', async () => {
  stubApi({ ...PEOPLE, 'GET /api/users/vera/posts?limit=24&comments=3': [200, []] });
  renderSignedIn(<ProfileView />);

  expect(await screen.findByText('You have not shared a photo yet')).toBeVisible();
});
