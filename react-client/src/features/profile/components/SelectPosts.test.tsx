import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aPost, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { OwnProfileView } from './OwnProfileView';

const counts = { posts_count: 2, followers_count: 0, following_count: 0 };
const LIST = 'GET /api/users/vera/posts?limit=24&comments=3';
const manyPosts = (amount: number) => Array.from({ length: amount }, (_, index) => aPost({ user: viewer, alt_text: `Photo ${index + 1}.` }));

async function select(posts: ReturnType<typeof manyPosts>) {
  const profile = { ...viewer, ...counts, posts_count: posts.length, is_you: true };
  stubApi({ 'GET /api/users/vera': [200, profile], [LIST]: [200, posts] });
  renderSignedIn(<OwnProfileView />);
  await userEvent.click(await screen.findByRole('button', { name: 'Select posts' }));
}

it('shares the selected posts in the order in which they were selected', async () => {
  const posts = manyPosts(3);
  await select(posts);
  expect(screen.getByText(/in the order in which you select them/)).toHaveFocus();
  const share = screen.getByRole('button', { name: 'Share with a link' });
  expect(share).toHaveAttribute('aria-disabled', 'true');

  for (const number of [2, 3, 1, 3]) {
    await userEvent.click(screen.getByRole('checkbox', { name: new RegExp(`^Photo ${number}\\.`) }));
  }
  expect(screen.getByRole('checkbox', { name: 'Photo 1., number 2' })).toBeChecked();
  expect(screen.getByText('2 of 50 posts selected')).toBeVisible();
  await userEvent.click(share);

  expect(location.pathname).toBe(`/share/${posts[1]?.id},${posts[0]?.id}`);
  expect(screen.getByRole('checkbox', { name: 'Photo 2., number 1' })).toBeChecked();
});

it('shows the posts again when the user cancels', async () => {
  await select(manyPosts(2));
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));

  expect(screen.queryByRole('checkbox')).toBeNull();
  expect(screen.getByRole('heading', { level: 1 })).toHaveFocus();
});

it('selects at most fifty posts', async () => {
  await select(manyPosts(51));
  for (const checkbox of screen.getAllByRole('checkbox').slice(0, 50)) fireEvent.click(checkbox);
  const last = screen.getByRole('checkbox', { name: 'Photo 51.' });
  expect(last).toHaveAttribute('aria-disabled', 'true');

  await userEvent.click(last);

  expect(last).not.toBeChecked();
  expect(screen.getByText('50 of 50 posts selected')).toBeVisible();
});
