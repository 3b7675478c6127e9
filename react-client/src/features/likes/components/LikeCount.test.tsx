import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aPost } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { LikeCount } from './LikeCount';

it('links to the users who like the post', () => {
  const like = { id: 9, user_id: 5, post_id: 7 };
  renderSignedIn(<LikeCount post={aPost({ id: 7, likes: [like, { ...like, id: 10 }] })} />);

  const link = screen.getByRole('link', { name: '2 likes: who likes Ana Ruiz’s post “Low tide”' });
  expect(link).toHaveAttribute('href', '/p/7/likes');
});

it('is no link for a post without likes', () => {
  renderSignedIn(<LikeCount post={aPost()} />);

  expect(screen.getByText('0 likes')).toBeVisible();
  expect(screen.queryByRole('link')).not.toBeInTheDocument();
});
