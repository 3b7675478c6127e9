import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { changes, stubApi } from '../../../testing/api';
import { aPost, viewer } from '../../../testing/fixtures';
import { OnlyPost, renderSignedIn } from '../../../testing/render';
import { PostPhotos } from './PostPhotos';

const unliked = aPost({ id: 7 });
const like = { id: 40, user_id: viewer.id, post_id: 7 };

function renderPhotos(post = unliked) {
  renderSignedIn(<OnlyPost>{(shown) => <PostPhotos post={shown} sizes="100vw" eager />}</OnlyPost>, { feed: [post] });
}

function RenderedAnew() {
  const [key, setKey] = useState(0);
  return (
    <>
      <button onClick={() => setKey(key + 1)}>Render anew</button>
      <OnlyPost>{(shown) => <PostPhotos key={key} post={shown} sizes="100vw" eager />}</OnlyPost>
    </>
  );
}

describe('PostPhotos', () => {
  it('opens the viewer with one click, once it cannot become a double click', async () => {
    renderPhotos();

    await userEvent.click(screen.getByRole('link', { name: 'Boats lying on mud' }));

    expect(location.pathname).toBe('/');
    await waitFor(() => expect(location.pathname).toBe('/p/7/photos/1'));
  });

  it('opens the viewer also if the photo is rendered anew while the click waits', async () => {
    renderSignedIn(<RenderedAnew />, { feed: [unliked] });

    fireEvent.click(screen.getByRole('link'), { detail: 1 });
    fireEvent.click(screen.getByRole('button', { name: 'Render anew' }));

    await waitFor(() => expect(location.pathname).toBe('/p/7/photos/1'));
  });

  it('does not open the viewer if the user has left meanwhile', async () => {
    renderPhotos();

    await userEvent.click(screen.getByRole('link'));
    history.pushState(null, '', '/bookmarks');
    await new Promise((resolve) => setTimeout(resolve, 400));

    expect(location.pathname).toBe('/bookmarks');
  });

  it('opens the viewer with Enter', async () => {
    renderPhotos();
    screen.getByRole('link').focus();

    await userEvent.keyboard('{Enter}');

    await waitFor(() => expect(location.pathname).toBe('/p/7/photos/1'));
  });

  it('likes with a double click, shows a heart, and says so', async () => {
    const calls = stubApi({ 'POST /api/posts/likes': [201, like] });
    renderPhotos();

    await userEvent.dblClick(screen.getByRole('link'));

    await screen.findByText('You like Ana Ruiz’s post “Low tide”');
    expect(document.querySelector('.heart')).toBeInTheDocument();
    expect(changes(calls)).toEqual(['POST /api/posts/likes']);
  });

  it('never unlikes', async () => {
    const calls = stubApi({});
    renderPhotos(aPost({ id: 7, likes: [like], current_user_like_id: 40 }));

    await userEvent.dblClick(screen.getByRole('link'));

    expect(await screen.findByText('You like Ana Ruiz’s post “Low tide”')).toBeInTheDocument();
    expect(document.querySelector('.heart')).toBeInTheDocument();
    expect(calls).toEqual([]);
  });

  it('shows several photos in a carousel, each with its own address and description', async () => {
    const images = [
      { image_url: '/static/demo/posts/01.svg', alt_text: 'First' },
      { image_url: '/static/demo/posts/02.svg', alt_text: 'Second' },
      { image_url: '/static/demo/posts/03.svg', alt_text: null },
    ];
    renderPhotos(aPost({ id: 7, images }));
    expect(await screen.findByRole('group', { name: 'Photos of Ana Ruiz’s post “Low tide”' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'First' })).toHaveAttribute('href', '/p/7/photos/1');

    await userEvent.click(screen.getByRole('button', { name: 'Next photo' }));

    expect(screen.getByText('2 of 3')).toHaveRole('status');
    expect(screen.getByRole('img', { name: 'Second' })).toHaveAttribute('loading', 'lazy');
    expect(screen.getByRole('img', { name: 'Second' }).closest('a')).toHaveAttribute('href', '/p/7/photos/2');
    expect(screen.getByAltText('Photo by Ana Ruiz, without a description')).toBeInTheDocument();
  });
});
