import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { OutageBoundary } from '../../../components/OutageBoundary';
import { stubApi } from '../../../testing/api';
import { aPost } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { FeedView } from './FeedView';

const ANSWERS = {
  'GET /api/posts?limit=10&comments=3': [200, [aPost({ caption: 'Back again' })]],
  'GET /api/stories': [200, []],
  'GET /api/suggestions': [200, []],
} satisfies Parameters<typeof stubApi>[0];

const render = () =>
  renderSignedIn(
    <OutageBoundary>
      <FeedView />
    </OutageBoundary>,
  );

it('apologizes once in an outage, and then loads everything again on request', async () => {
  const answers: Parameters<typeof stubApi>[0] = {};
  stubApi(answers);
  render();
  expect(await screen.findByText('Couldn’t load this page')).toBeVisible();
  expect(screen.getAllByText(/Can’t reach the server/)).toHaveLength(1);

  Object.assign(answers, ANSWERS);
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

  expect(await screen.findByText('Back again')).toBeVisible();
  expect(await screen.findByText('You’re already following everyone.')).toBeVisible();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'Home' })).toHaveFocus();
});

it('apologizes in its place for one part that fails', async () => {
  stubApi({ ...ANSWERS, 'GET /api/suggestions': [503, { message: 'The database is away.' }] });
  render();

  const aside = within(screen.getByRole('complementary'));
  expect(await aside.findByText('Couldn’t load suggestions')).toBeVisible();
  expect(screen.getAllByRole('button', { name: 'Try again' })).toHaveLength(1);
});
