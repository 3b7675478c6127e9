import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { discardAllDrafts } from '../../../lib/drafts/draftStore';
import { stubApi, type Call } from '../../../testing/api';
import { anAudience, aPost, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import EditPostDialog from './EditPostDialog';

const OF_POST = 'GET /api/posts/7/audiences';
const family = anAudience({ id: 3 });
const friends = anAudience({ id: 4, name: 'Friends' });

const hidden = { hidden: true };
const group = async () => within(await screen.findByRole('group', { name: 'Who can see this', ...hidden }));
const choice = async (name: string) => (await group()).getByRole('radio', { name, ...hidden });
const audience = async (name: RegExp) => (await group()).findByRole('checkbox', { name, ...hidden });
const save = () => userEvent.click(screen.getByRole('button', { name: 'Save', ...hidden }));
const patched = (calls: Call[]) => calls.find(({ request }) => request.startsWith('PATCH'))?.body;
const sent = (calls: Call[]) => waitFor(() => expect(patched(calls)).toBeDefined());

function open(has_audience: boolean, ofPost?: unknown[]) {
  discardAllDrafts();
  history.replaceState({ key: 'k', viewDistance: 0 }, '', '/p/7/edit');
  const post = aPost({ id: 7, user: viewer, has_audience });
  const calls = stubApi({
    'GET /api/posts/7?comments=3': [200, post],
    'GET /api/audiences?limit=50': [200, [friends, family]],
    [OF_POST]: ofPost && [200, ofPost],
    'PATCH /api/posts/7': [200, post],
  });
  renderSignedIn(<EditPostDialog id={7} />);
  return calls;
}

it('shows the audiences of a post, and does not send them unless they are changed', async () => {
  const calls = open(true, [family]);
  expect(await audience(/^Family/)).toBeChecked();
  expect(await audience(/^Friends/)).not.toBeChecked();
  await userEvent.type(screen.getByRole('textbox', { name: 'Caption', ...hidden }), '!');
  await save();
  await sent(calls);
  expect(patched(calls)).toEqual({ caption: 'Low tide!' });
});

it('sends the audiences that were changed', async () => {
  const calls = open(true, [family]);
  await userEvent.click(await audience(/^Friends/));
  await save();
  await sent(calls);
  expect(patched(calls)).toEqual({ audience_ids: [3, 4] });
});

it('shows a post to all followers again', async () => {
  const calls = open(true, [family]);
  await userEvent.click(await choice('All followers'));
  await save();
  await sent(calls);
  expect(patched(calls)).toEqual({ audience_ids: [] });
});

it('says that only the author sees a post whose audiences were deleted, and leaves it so', async () => {
  const calls = open(true, []);
  expect((await group()).getByText('Only you see it, because you deleted its audiences.')).toBeInTheDocument();
  await userEvent.type(screen.getByRole('textbox', { name: 'Caption', ...hidden }), '!');
  await save();
  await sent(calls);
  expect(patched(calls)).toEqual({ caption: 'Low tide!' });
});

it('does not ask for the audiences of a post for all followers', async () => {
  const calls = open(false);
  expect(await choice('All followers')).toBeChecked();
  expect(calls.map(({ request }) => request)).toEqual(['GET /api/posts/7?comments=3']);
});

it('asks before a changed audience is discarded', async () => {
  open(false);
  await userEvent.click(await choice('Only some followers'));
  await userEvent.click(await audience(/^Family/));
  await userEvent.keyboard('{Escape}');
  expect(await screen.findByText('Discard your changes?')).toBeVisible();
});
