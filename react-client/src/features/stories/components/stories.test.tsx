import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Route, useLocation } from 'wouter';
import type { Story } from '../../../lib/api/types';
import { chooseReducedData } from '../../../lib/reducedData';
import { changes, stubApi } from '../../../testing/api';
import { aUser, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { storiesByUser } from '../api/stories';
import NewStoryDialog from './NewStoryDialog';
import StoryDialog from './StoryDialog';

const [mei, omar] = [aUser({ first_name: 'Mei' }), aUser({ first_name: 'Omar' })];

function aStory(id: number, text: string, user = mei): Story {
  return { id, text, user, image_url: null, published_at: null, display_time: '2 hours ago', seen: false };
}

/** Newest first, as the server has them. */
const stories = [aStory(5, 'Mei, later'), aStory(4, 'Omar', omar), aStory(3, 'Mei, earlier'), aStory(2, 'Vera', viewer)];

function Shown() {
  const [path] = useLocation();
  return (
    <>
      <Route path="/stories/:id">{({ id }) => <StoryDialog id={Number(id)} />}</Route>
      <output>{path}</output>
    </>
  );
}

function open(id: number, all = stories): ReturnType<typeof stubApi> {
  history.replaceState({ key: 'k', viewDistance: 0 }, '', `/stories/${id}`);
  const calls = stubApi({ 'GET /api/stories': [200, all], 'DELETE /api/stories/2': [200, { message: 'Deleted.' }] });
  renderSignedIn(<Shown />);
  return calls;
}

const link = (name: string) => screen.getByRole('link', { name, hidden: true });
const button = (name: string) => screen.getByRole('button', { name, hidden: true });

it('groups stories by user, oldest first, the viewer’s before all', () => {
  expect(storiesByUser(stories, viewer.id).map((group) => group.map(({ text }) => text))).toEqual([
    ['Vera'],
    ['Mei, earlier', 'Mei, later'],
    ['Omar'],
  ]);
});

describe('StoryDialog', () => {
  it('shows the author, the age and the position of a story', async () => {
    open(3);

    expect(await screen.findByText('Mei, earlier')).toBeInTheDocument();
    expect(screen.getByText('2 hours ago')).toBeInTheDocument();
    expect(screen.getByRole('img', { name: 'Story 1 of 2', hidden: true })).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Story', hidden: true })).toHaveFocus();
  });

  it('stays when the user wants to load less, so that no other image loads', async () => {
    chooseReducedData(true);
    open(3);

    await screen.findByText('Mei, earlier');

    expect(screen.queryByRole('button', { name: 'Pause', hidden: true })).not.toBeInTheDocument();
    chooseReducedData(false);
  });

  it('moves with links and arrow keys', async () => {
    open(3);
    await screen.findByText('Mei, earlier');

    await userEvent.click(link('Next'));
    expect(await screen.findByText('Mei, later')).toBeInTheDocument();
    await userEvent.keyboard('{ArrowRight}');
    expect(await screen.findByText('Omar', { selector: 'p' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Next', hidden: true })).not.toBeInTheDocument();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
    expect(await screen.findByText('Vera', { selector: 'p' })).toBeInTheDocument();
  });

  it('leaves keys with a modifier to the browser', async () => {
    open(3);
    await screen.findByText('Mei, earlier');

    expect(fireEvent.keyDown(document.body, { key: 'ArrowLeft', altKey: true }), 'the browser goes back').toBe(true);
    expect(fireEvent.keyDown(document.body, { key: 'ArrowLeft' })).toBe(false);
  });

  it('continues when its time is over, unless it is paused', async () => {
    open(3);
    await screen.findByText('Mei, earlier');
    const filling = () => document.querySelector<HTMLElement>('.filling');
    expect(filling()?.style.animationPlayState).toBe('running');

    await userEvent.keyboard(' ');
    expect(filling()?.style.animationPlayState).toBe('paused');
    expect(button('Play')).toBeInTheDocument();
    await userEvent.click(button('Play'));
    expect(filling()?.style.animationPlayState).toBe('running');

    // As React calls it where there is no AnimationEvent.
    fireEvent(filling() ?? document.body, new Event('webkitAnimationEnd', { bubbles: true }));
    expect(await screen.findByText('Mei, later')).toBeInTheDocument();
  });

  it('does not play by itself when the user prefers reduced motion', async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    open(3);
    await screen.findByText('Mei, earlier');

    expect(document.querySelector('.filling')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Pause', hidden: true })).not.toBeInTheDocument();
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
  });

  it('waits for its photo to load', async () => {
    open(3, [{ ...aStory(3, ''), image_url: 'https://example.com/a.jpg' }]);
    const photo = await screen.findByAltText(/^Photo in Mei .*’s story$/);
    const filling = document.querySelector<HTMLElement>('.filling');
    expect(filling?.style.animationPlayState).toBe('paused');

    fireEvent.load(photo);

    await waitFor(() => expect(filling?.style.animationPlayState).toBe('running'));
  });

  it('lets users delete only their own stories, asks first, and continues with the next', async () => {
    const calls = open(2);
    await screen.findByText('Vera', { selector: 'p' });

    await userEvent.click(button('Delete this story'));
    expect(button('Keep')).toHaveFocus();
    expect(changes(calls)).toEqual([]);
    await userEvent.click(button('Delete'));

    expect(await screen.findByText('Mei, earlier')).toBeInTheDocument();
    expect(changes(calls)).toEqual(['DELETE /api/stories/2']);
    expect(screen.queryByRole('button', { name: 'Delete this story', hidden: true })).not.toBeInTheDocument();
  });

  it('says so when a story is gone', async () => {
    open(99);

    expect(await screen.findByText('This story is no longer available')).toBeInTheDocument();
  });
});

describe('NewStoryDialog', () => {
  const text = () => screen.getByRole('textbox', { name: 'Text', hidden: true });

  it('requires text or a photo', async () => {
    const calls = stubApi({});
    renderSignedIn(<NewStoryDialog />);

    await userEvent.click(button('Share story'));

    expect(text()).toHaveAccessibleDescription('Add text or a photo.');
    expect(text()).toHaveFocus();
    expect(calls).toEqual([]);
  });

  it('shares text without a photo', async () => {
    const calls = stubApi({ 'POST /api/stories': [201, aStory(9, 'Today', viewer)] });
    renderSignedIn(<NewStoryDialog />);

    await userEvent.type(text(), ' Today ');
    await userEvent.click(button('Share story'));

    await screen.findAllByText('Story shared. It’s visible for 24 hours.');
    expect(calls[0]?.body).toEqual({ text: 'Today' });
  });

  it('keeps the text when the server refuses, and says why', async () => {
    stubApi({ 'POST /api/stories': [503, { message: 'The database is away.' }] });
    renderSignedIn(<NewStoryDialog />);

    await userEvent.type(text(), 'Today');
    await userEvent.click(button('Share story'));

    expect(await screen.findByRole('alert', { hidden: true })).toHaveTextContent('The database is away.');
    expect(text()).toHaveValue('Today');
  });
});
