import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { text } from '../../../lib/text';
import { changes, later, stubApi } from '../../../testing/api';
import { aPost, viewer } from '../../../testing/fixtures';
import { OnlyPost, renderSignedIn } from '../../../testing/render';
import { LikeButton } from './LikeButton';

const unliked = aPost({ id: 7 });
const like = { id: 40, user_id: viewer.id, post_id: 7 };
const liked = aPost({ id: 7, likes: [{ id: 9, user_id: 5, post_id: 7 }, like], current_user_like_id: 40 });

function renderPost(post = unliked) {
  renderSignedIn(
    <OnlyPost>
      {(shown) => (
        <>
          <LikeButton post={shown} />
          <p>{text.likes.count(shown.likes.length)}</p>
        </>
      )}
    </OnlyPost>,
    { feed: [post] },
  );
  return screen.getByRole('switch', { name: 'Like Ana Ruiz’s post “Low tide”' });
}

describe('LikeButton', () => {
  it('is on and counted before the server has answered', async () => {
    const { answer, arrive } = later();
    const calls = stubApi({ 'POST /api/posts/likes': answer });
    const button = renderPost();
    expect(button).not.toBeChecked();

    await userEvent.click(button);

    expect(button).toBeChecked();
    expect(screen.getByText('1 like')).toBeVisible();
    await waitFor(() => expect(calls[0]?.body).toEqual({ post_id: 7 }));
    arrive(201, like);
    await screen.findByText('You like Ana Ruiz’s post “Low tide”');
    expect(button).toBeChecked();
  });

  it('removes the like that it created', async () => {
    const calls = stubApi({
      'POST /api/posts/likes': [201, like],
      'DELETE /api/posts/likes/40': [200, { message: 'Deleted.' }],
    });
    const button = renderPost();
    await userEvent.click(button);
    await screen.findByText(/^You like/);

    await userEvent.click(button);

    await screen.findByText(/^You no longer like/);
    expect(button).not.toBeChecked();
    expect(screen.getByText('0 likes')).toBeVisible();
    expect(changes(calls)).toEqual(['POST /api/posts/likes', 'DELETE /api/posts/likes/40']);
  });

  it('leaves the likes of others alone', async () => {
    stubApi({ 'DELETE /api/posts/likes/40': [200, { message: 'Deleted.' }] });
    const button = renderPost(liked);

    await userEvent.click(button);

    await waitFor(() => expect(button).not.toBeChecked());
    expect(screen.getByText('1 like')).toBeVisible();
  });

  it('switches back and says why when the server refuses', async () => {
    stubApi({ 'POST /api/posts/likes': [503, { message: 'The database is away.' }] });
    const button = renderPost();

    await userEvent.click(button);

    expect(await screen.findByRole('status')).toHaveTextContent('Your like was not saved. The database is away.');
    expect(button).not.toBeChecked();
    expect(screen.getByText('0 likes')).toBeVisible();
  });

  it('reloads the post if it was already liked elsewhere', async () => {
    stubApi({
      'POST /api/posts/likes': [400, { message: 'You already like this post.' }],
      'GET /api/posts?limit=10&comments=3': [200, [liked]],
    });
    const button = renderPost();

    await userEvent.click(button);

    await screen.findByText('2 likes');
    expect(button).toBeChecked();
  });

  it('sends one request for two quick clicks', async () => {
    const { answer, arrive } = later();
    const calls = stubApi({ 'POST /api/posts/likes': answer });
    const button = renderPost();

    await userEvent.dblClick(button);
    arrive(201, like);

    await screen.findByText(/^You like/);
    expect(button).toBeChecked();
    expect(changes(calls)).toEqual(['POST /api/posts/likes']);
  });
});
