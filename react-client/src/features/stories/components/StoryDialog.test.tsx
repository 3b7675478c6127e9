import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Route, useLocation } from 'wouter';
import type { Story } from '../../../lib/api/types';
import { changes, stubApi } from '../../../testing/api';
import { aStory, aUser, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import StoryDialog from './StoryDialog';

const [mei, omar] = [aUser({ first_name: 'Mei' }), aUser({ first_name: 'Omar' })];

/** Newest first, as the server has them. */
const stories = [
  aStory({ id: 5, text: 'Mei, later', user: mei, seen: true }),
  aStory({ id: 4, text: 'Omar', user: omar, seen: true }),
  aStory({ id: 3, text: 'Mei, earlier', user: mei, seen: true, published_at: null }),
  aStory({ id: 2, text: 'Vera', user: viewer, seen: true }),
];

function Shown() {
  const [path] = useLocation();
  return (
    <>
      <Route path="/stories/:id">{({ id }) => <StoryDialog id={Number(id)} />}</Route>
      <output>{path}</output>
    </>
  );
}

function open(id: number, all: Story[] = stories) {
  history.replaceState({ key: 'k', viewDistance: 0 }, '', `/stories/${id}`);
  const calls = stubApi({ 'GET /api/stories': [200, all], 'DELETE /api/stories/2': [200, { message: 'Deleted.' }] });
  const client = renderSignedIn(<Shown />);
  return { calls, client };
}

const button = (name: string) => screen.getByRole('button', { name, hidden: true });
const filling = () => document.querySelector<HTMLElement>('.filling');
const playState = () => filling()?.style.animationPlayState;

it('shows the author, the age and the position of a story, and announces it', async () => {
  open(3);

  expect(await screen.findByText('Mei, earlier')).toBeInTheDocument();
  expect(screen.getByText('2 hours ago')).toBeInTheDocument();
  expect(screen.getByRole('img', { name: 'Story 1 of 2', hidden: true })).toBeInTheDocument();
  expect(screen.getByText('Story 1 of 2 by Mei Ruiz')).toHaveAttribute('role', 'status');
  expect(screen.getByRole('region', { name: 'Story', hidden: true })).toHaveFocus();
});

it('says that only some followers see a story', async () => {
  open(3, [aStory({ id: 3, text: 'For few', user: mei, has_audience: true })]);
  await screen.findByText('For few');

  expect(screen.getByTitle('Only for some followers')).toHaveTextContent('Only for some followers');
});

it('moves with buttons, which keep the focus, and closes after the last story', async () => {
  open(5);
  await screen.findByText('Mei, later');

  await userEvent.click(button('Next story'));
  await screen.findByText('Omar', { selector: 'p' });
  expect(button('Close stories')).toHaveFocus();
  await userEvent.keyboard('{Enter}');

  await waitFor(() => expect(location.pathname).toBe('/'));
});

it('moves with arrow keys, and stays at the first story', async () => {
  open(3);
  await screen.findByText('Mei, earlier');

  await userEvent.keyboard('{ArrowRight}');
  await screen.findByText('Mei, later');
  await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
  await screen.findByText('Vera', { selector: 'p' });
  expect(button('Previous story')).toHaveAttribute('aria-disabled', 'true');
});

it('leaves keys with a modifier to the browser', async () => {
  open(3);
  await screen.findByText('Mei, earlier');

  expect(fireEvent.keyDown(document.body, { key: 'ArrowLeft', altKey: true }), 'the browser goes back').toBe(true);
  expect(fireEvent.keyDown(document.body, { key: 'ArrowLeft' })).toBe(false);
});

it('says so when a story is gone', async () => {
  open(99);

  expect(await screen.findByText('This story is no longer available')).toBeInTheDocument();
});

describe('playing', () => {
  it('continues when its time is over, unless it is paused', async () => {
    open(3);
    await screen.findByText('Mei, earlier');
    expect(playState()).toBe('running');

    await userEvent.keyboard(' ');
    expect(playState()).toBe('paused');
    expect(button('Play')).toBeInTheDocument();
    await userEvent.click(button('Play'));
    expect(playState()).toBe('running');

    // As React calls it where there is no AnimationEvent.
    fireEvent(filling() ?? document.body, new Event('webkitAnimationEnd', { bubbles: true }));
    expect(await screen.findByText('Mei, later')).toBeInTheDocument();
  });

  it('stops while the page is hidden', async () => {
    open(3);
    await screen.findByText('Mei, earlier');
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    // The dialog may not listen yet. Then it asks when it begins to.
    await waitFor(() => expect(playState()).toBe('paused'));

    visibility.mockRestore();
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    expect(playState()).toBe('running');
  });

  it('does not play by itself when the user prefers reduced motion', async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    open(3);
    await screen.findByText('Mei, earlier');

    expect(filling()).toBeNull();
    expect(screen.queryByRole('button', { name: 'Pause', hidden: true })).not.toBeInTheDocument();
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
  });

  it('waits for its photo to load, but not again if the next story has the same photo', async () => {
    const image_url = 'https://example.com/a.jpg';
    open(3, [aStory({ id: 4, user: mei, image_url, seen: true }), aStory({ id: 3, text: '', user: mei, image_url, seen: true })]);
    const photo = await screen.findByAltText(/^Photo in Mei .*’s story$/);
    expect(playState()).toBe('paused');

    fireEvent.load(photo);
    await waitFor(() => expect(playState()).toBe('running'));
    await userEvent.click(button('Next story'));
    await screen.findByText('Up before the sun');
    expect(playState()).toBe('running');
  });
});

describe('deleting', () => {
  it('is for the viewer’s own stories, asks first, and continues with the next', async () => {
    const { calls } = open(2);
    await screen.findByText('Vera', { selector: 'p' });

    await userEvent.click(button('Delete this story'));
    expect(button('Keep')).toHaveFocus();
    expect(changes(calls)).toEqual([]);
    await userEvent.click(button('Delete'));

    expect(await screen.findByText('Mei, earlier')).toBeInTheDocument();
    expect(changes(calls)).toEqual(['DELETE /api/stories/2']);
    expect(screen.queryByRole('button', { name: 'Delete this story', hidden: true })).not.toBeInTheDocument();
  });

  it('does not ask about the next story', async () => {
    open(2, [aStory({ id: 6, text: 'Vera, later', user: viewer, seen: true }), ...stories]);
    await screen.findByText('Vera', { selector: 'p' });
    await userEvent.click(button('Delete this story'));

    await userEvent.keyboard('{ArrowRight}');

    await screen.findByText('Vera, later');
    expect(screen.queryByRole('button', { name: 'Keep', hidden: true })).not.toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Story', hidden: true })).toHaveFocus();
  });
});

describe('seen stories', () => {
  const unseen = stories.map((story) => ({ ...story, seen: story.user.id === viewer.id }));
  const seenIds = (client: ReturnType<typeof open>['client']) =>
    client.getQueryData<Story[]>(['stories'])?.flatMap(({ id, seen }) => (seen ? id : []));

  it('are marked once, when they are shown, and keep their order', async () => {
    const { calls, client } = open(3, unseen);
    await screen.findByText('Mei, earlier');
    await waitFor(() => expect(changes(calls)).toEqual(['POST /api/stories/3/seen']));

    await userEvent.keyboard('{ArrowRight}');
    await screen.findByText('Mei, later');
    await userEvent.keyboard('{ArrowRight}');
    await screen.findByText('Omar', { selector: 'p' });
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    await screen.findByText('Mei, earlier');

    expect(changes(calls)).toEqual([3, 5, 4].map((id) => `POST /api/stories/${id}/seen`));
    expect(seenIds(client)).toEqual([5, 4, 3, 2]);
  });

  it('are not marked again after a failure, which is silent', async () => {
    const { calls, client } = open(3, unseen);
    await screen.findByText('Mei, earlier');
    await waitFor(() => expect(seenIds(client)).toEqual([3, 2]));

    await client.refetchQueries({ queryKey: ['stories'] });

    await waitFor(() => expect(seenIds(client)).toEqual([2]));
    expect(changes(calls)).toEqual(['POST /api/stories/3/seen']);
    expect(screen.queryByRole('button', { name: 'Dismiss', hidden: true })).not.toBeInTheDocument();
  });

  it('are not marked if they are the viewer’s own', async () => {
    const { calls } = open(2, unseen);
    await screen.findByText('Vera', { selector: 'p' });

    expect(changes(calls)).toEqual([]);
  });
});
