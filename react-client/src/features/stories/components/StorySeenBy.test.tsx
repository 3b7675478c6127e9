import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aStory, aUser, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import StoryDialog from './StoryDialog';

const story = aStory({ id: 2, text: 'Vera', user: viewer, seen: true });
const VIEWERS = '/api/stories/2/viewers?limit=50';

function viewers(...names: string[]) {
  return names.map((username, index) => ({ id: 20 - index, user: aUser({ username, first_name: '', last_name: '' }), seen_at: '2026-11-30T08:00:00Z' }));
}

const playState = () => document.querySelector<HTMLElement>('.filling')?.style.animationPlayState;

it('lists who has seen the viewer’s story, and pauses it meanwhile', async () => {
  stubApi({ 'GET /api/stories': [200, [story, aStory({ id: 1 })]], [`GET ${VIEWERS}`]: [200, viewers('ada', 'ben')] });
  renderSignedIn(<StoryDialog id={2} />);

  await userEvent.click(await screen.findByText('Seen by 2'));

  const people = [...document.querySelectorAll('dialog li a')];
  expect(people.map((link) => link.getAttribute('href'))).toEqual(['/u/ada', '/u/ben']);
  expect(playState()).toBe('paused');
  expect(document.title).toBe('Seen by · Photo App');
  expect(fireEvent.keyDown(document.body, { key: 'ArrowRight' }), 'the key is not for the player').toBe(true);

  const close = document.querySelector<HTMLElement>('dialog.small .close');
  await userEvent.click(close ?? document.body);
  expect(document.querySelector('dialog.small')).toBeNull();
  expect(playState()).toBe('running');
  expect(document.title).toBe('Vera Viewer’s story · Photo App');
});

it('loads more people, and says before that it has not counted all', async () => {
  const next = '/api/stories/2/viewers?limit=50&before=20';
  stubApi({
    'GET /api/stories': [200, [story]],
    [`GET ${VIEWERS}`]: [200, viewers('ada'), { Link: `<${next}>; rel="next"` }],
    [`GET ${next}`]: [200, [{ ...viewers('ben')[0], id: 3 }]],
  });
  renderSignedIn(<StoryDialog id={2} />);

  await userEvent.click(await screen.findByText('Seen by 1+'));
  await userEvent.click(screen.getByText('Show more'));

  expect(await screen.findByText('@ben')).toBeInTheDocument();
  expect(await screen.findByText('Seen by 2')).toBeInTheDocument();
});

it('says so when nobody has seen a story yet', async () => {
  stubApi({ 'GET /api/stories': [200, [story]], [`GET ${VIEWERS}`]: [200, []] });
  renderSignedIn(<StoryDialog id={2} />);

  expect(await screen.findByText('Nobody has seen it yet')).toBeInTheDocument();
});

it('does not ask who has seen the stories of others', async () => {
  const calls = stubApi({ 'GET /api/stories': [200, [aStory({ id: 2, text: 'Mei', seen: true })]] });
  renderSignedIn(<StoryDialog id={2} />);
  await screen.findByText('Mei');

  expect(calls.map(({ request }) => request)).toEqual(['GET /api/stories']);
});
