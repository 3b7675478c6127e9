import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { useLocation } from 'wouter';
import type { Pages } from '../../../lib/api/pagedList';
import { postKeys } from '../../../lib/api/queryKeys';
import type { Post } from '../../../lib/api/types';
import { parsePhotoPath, type EntryState } from '../../../lib/navigation/routes';
import { stubApi } from '../../../testing/api';
import { aPost, aUser } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import PhotoViewerDialog from './PhotoViewerDialog';

const ada = aUser({ username: 'ada' });
const images = ['One', 'Two', 'Three'].map((description) => ({ image_url: `/${description}.svg`, alt_text: description }));
const first = aPost({ id: 7, user: ada, images });
const second = aPost({ id: 8, user: aUser({ username: 'ben' }), alt_text: null });

function Viewer() {
  const photo = parsePhotoPath(useLocation()[0]);
  return photo && <PhotoViewerDialog {...photo} />;
}

function renderViewer(path: string, { next, state = null }: { next?: string; state?: EntryState | null } = {}) {
  history.replaceState(state, '', path);
  renderSignedIn(<Viewer />, { feed: [first, second], next });
}

const next = () => screen.getByRole('button', { name: 'Next photo' });

describe('PhotoViewerDialog', () => {
  it('is named after the photo, and announces the next ones', async () => {
    renderViewer('/p/7/photos/2');
    expect(screen.getByRole('dialog', { name: 'Photo 2 of 3, by @ada' })).toBeVisible();
    expect(screen.getByRole('img', { name: 'Two' })).toBeInTheDocument();

    await userEvent.click(next());
    expect(screen.getByText('Photo 3 of 3, by @ada', { selector: '[role=status]' })).toBeInTheDocument();

    await userEvent.click(next());
    expect(screen.getByText('Photo by @ben', { selector: '[role=status]' })).toBeInTheDocument();
    expect(location.pathname).toBe('/p/8/photos/1');
  });

  it('has a dot for each photo of the post only', async () => {
    renderViewer('/p/7/photos/3');
    const dots = () => document.querySelector('.dots')?.children.length;
    expect(dots()).toBe(3);

    await userEvent.click(next());

    expect(dots()).toBeUndefined();
  });

  it('shows the description on request, if there is one', async () => {
    renderViewer('/p/7/photos/3');
    const alt = screen.getByRole('button', { name: 'ALT text' });
    expect(screen.queryByText('Three')).not.toBeInTheDocument();

    await userEvent.click(alt);

    expect(screen.getByText('Three')).toBeVisible();
    await userEvent.click(next());
    expect(screen.queryByRole('button', { name: 'ALT text' })).not.toBeInTheDocument();
  });

  it('shows the last photo of a post that has fewer', () => {
    renderViewer('/p/7/photos/9');
    expect(screen.getByRole('img', { name: 'Three' })).toBeInTheDocument();
  });

  it('continues with the posts of the tag from which it was opened', async () => {
    history.replaceState({ key: 'a', behind: '/tags/sea', viewDistance: 1 } satisfies EntryState, '', '/p/7/photos/3');
    const client = renderSignedIn(<Viewer />);
    const pages: Pages<Post> = { pages: [{ items: [first, second] }], pageParams: [''] };
    act(() => void client.setQueryData(postKeys.tagged('sea'), pages));
    await screen.findByRole('dialog', { name: 'Photo 3 of 3, by @ada' });

    await userEvent.click(next());

    expect(location.pathname).toBe('/p/8/photos/1');
  });

  it('loads a post that is not in the list, and shows it alone', async () => {
    stubApi({ 'GET /api/posts/9?comments=3': [200, aPost({ id: 9, user: ada, alt_text: null })] });
    renderViewer('/p/9/photos/1');

    await screen.findByRole('dialog', { name: 'Photo by @ada' });
    expect(next()).toHaveAttribute('aria-disabled', 'true');
  });

  it('does not load the list in search of a post that is not in it', async () => {
    const calls = stubApi({ 'GET /api/posts/9?comments=3': [200, aPost({ id: 9, user: ada, alt_text: null })] });
    renderViewer('/p/9/photos/1', { next: '/api/posts?limit=10&comments=3&before=5-7' });

    await screen.findByRole('dialog', { name: 'Photo by @ada' });

    expect(calls.map(({ request }) => request)).toEqual(['GET /api/posts/9?comments=3']);
  });

  it('loads the next page of the list near its end', async () => {
    const NEXT = '/api/posts?limit=10&comments=3&before=5-7';
    stubApi({ [`GET ${NEXT}`]: [200, [aPost({ id: 6, user: ada, alt_text: null })]] });
    renderViewer('/p/8/photos/1', { next: NEXT });
    await waitFor(() => expect(next()).toHaveAttribute('aria-disabled', 'false'));

    await userEvent.click(next());

    expect(location.pathname).toBe('/p/6/photos/1');
  });

  it('goes back once, however often it is closed', () => {
    const back = vi.spyOn(history, 'back').mockImplementation(() => undefined);
    renderViewer('/p/8/photos/1', { state: { key: 'a', behind: '/', viewDistance: 1 } });
    const photos = screen.getByRole('group', { name: 'Photos' });

    fireEvent.touchStart(photos, { touches: [{ clientX: 100, clientY: 100 }] });
    fireEvent.touchMove(photos, { touches: [{ clientX: 100, clientY: 300 }] });
    fireEvent.touchEnd(photos, { changedTouches: [{ clientX: 100, clientY: 300 }] });
    fireEvent(screen.getByRole('dialog'), new Event('cancel'));

    expect(back).toHaveBeenCalledTimes(1);
  });

  it('says that a post is not available', async () => {
    stubApi({ 'GET /api/posts/9?comments=3': [404, { message: 'Not found.' }] });
    renderViewer('/p/9/photos/1');

    expect(await screen.findByText('This post isn’t available')).toBeVisible();
  });

  it('hides the controls with a tap, and shows them with the next', async () => {
    renderViewer('/p/8/photos/1');
    const photo = screen.getByRole('region', { name: /^Photo\. Zoom/ });
    const viewerElement = document.querySelector('.viewer');

    await userEvent.click(photo);
    await waitFor(() => expect(viewerElement).toHaveClass('bare'));
    await userEvent.click(photo);
    await waitFor(() => expect(viewerElement).not.toHaveClass('bare'));
  });
});
