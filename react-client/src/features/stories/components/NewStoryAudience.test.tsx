import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { discardAllDrafts, writeDraft } from '../../../lib/drafts/draftStore';
import { changes, stubApi, type Call } from '../../../testing/api';
import { anAudience, aStory, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import NewStoryDialog from './NewStoryDialog';

const LIST = 'GET /api/audiences?limit=50';
const SHARE = 'POST /api/stories';
const shared: [number, unknown] = [201, aStory({ user: viewer })];
const audiences = [anAudience({ id: 4, name: 'Class 3b', members_count: 1 }), anAudience({ id: 3 })];

const hidden = { hidden: true };
const group = () => within(screen.getByRole('group', { name: 'Who can see this', ...hidden }));
const choice = (name: string) => group().getByRole('radio', { name, ...hidden });
const audience = (name: RegExp) => group().findByRole('checkbox', { name, ...hidden });
const share = () => userEvent.click(screen.getByRole('button', { name: 'Share story', ...hidden }));
const sharedBody = (calls: Call[]) => calls.find(({ request }) => request === SHARE)?.body;

async function open(answers: Parameters<typeof stubApi>[0]) {
  discardAllDrafts();
  const calls = stubApi(answers);
  renderSignedIn(<NewStoryDialog />);
  await userEvent.type(screen.getByRole('textbox', { name: 'Text', ...hidden }), 'Today');
  return calls;
}

it('is for all followers at first, and then does not ask for the audiences', async () => {
  const calls = await open({ [SHARE]: shared });
  expect(choice('All followers')).toBeChecked();
  await share();
  await screen.findAllByText(/Story shared/);
  expect(calls.map(({ request }) => request)).toEqual([SHARE]);
  expect(sharedBody(calls)).toMatchObject({ audience_ids: [] });
});

it('is for several audiences', async () => {
  const calls = await open({ [LIST]: [200, audiences], [SHARE]: shared });
  await userEvent.click(choice('Only some followers'));
  await userEvent.click(await audience(/^Class 3b\s*1 follower$/));
  await userEvent.click(await audience(/^Family\s*2 followers$/));
  await share();
  await screen.findAllByText(/Story shared/);
  expect(sharedBody(calls)).toMatchObject({ audience_ids: [3, 4] });
});

it('is not sent to all followers because no audience is chosen', async () => {
  const calls = await open({ [LIST]: [200, audiences] });
  await userEvent.click(choice('Only some followers'));
  await userEvent.click(await audience(/^Family/));
  await userEvent.click(await audience(/^Family/));
  await share();
  expect(group().getByText('Choose an audience, or all followers.')).toBeInTheDocument();
  expect(choice('Only some followers')).toHaveFocus();
  expect(changes(calls)).toEqual([]);
});

it('is not sent to more audiences than the server takes', async () => {
  const many = Array.from({ length: 11 }, (_, index) => anAudience({ id: index + 1, name: `List ${index + 1}` }));
  const calls = await open({ [LIST]: [200, many] });
  await userEvent.click(choice('Only some followers'));
  await audience(/^List 11/);
  for (const box of group().getAllByRole('checkbox', hidden)) await userEvent.click(box);
  await share();
  expect(group().getByText('Choose at most 10 audiences.')).toBeInTheDocument();
  expect(changes(calls)).toEqual([]);
});

it('is not sent while the audiences cannot be loaded', async () => {
  const answers: Parameters<typeof stubApi>[0] = { [LIST]: [503, { message: 'Busy.' }] };
  const calls = await open(answers);
  await userEvent.click(choice('Only some followers'));
  await group().findByText('Couldn’t load your audiences');
  await share();
  expect(changes(calls)).toEqual([]);
  expect(choice('Only some followers')).toBeChecked();

  answers[LIST] = [200, audiences];
  await userEvent.click(group().getByRole('button', { name: 'Try again', ...hidden }));
  await audience(/^Family/);
});

it('keeps the choice as a draft, also if the audiences cannot be loaded', async () => {
  discardAllDrafts();
  writeDraft('story:new/text', 'Today');
  writeDraft('story:new/audience_ids', '3');
  const calls = stubApi({ [LIST]: [503, { message: 'Busy.' }], [SHARE]: shared });
  renderSignedIn(<NewStoryDialog />);
  await group().findByText('Couldn’t load your audiences');
  await share();
  await screen.findAllByText(/Story shared/);
  expect(sharedBody(calls)).toMatchObject({ audience_ids: [3] });
});

it('forgets an audience that was deleted elsewhere', async () => {
  const answers: Parameters<typeof stubApi>[0] = { [LIST]: [200, audiences], [SHARE]: [404, { message: 'Not found.', code: 'not_found' }] };
  const calls = await open(answers);
  await userEvent.click(choice('Only some followers'));
  await userEvent.click(await audience(/^Family/));
  answers[LIST] = [200, audiences.slice(0, 1)];
  await share();
  await group().findByText('Choose an audience, or all followers.');
  expect(group().getAllByRole('checkbox', hidden)).toHaveLength(1);
  await share();
  expect(changes(calls)).toEqual([SHARE]);
});

it('makes an audience from the form, and chooses it, without sending the story', async () => {
  const answers: Parameters<typeof stubApi>[0] = {
    [LIST]: [200, audiences.slice(0, 1)],
    'GET /api/followers': [200, []],
    'POST /api/audiences': [201, audiences[1]],
  };
  const calls = await open(answers);
  await userEvent.click(choice('Only some followers'));
  await userEvent.click(await audience(/^Class 3b/));
  await userEvent.click(await group().findByRole('button', { name: 'New audience', ...hidden }));
  const name = await screen.findByRole('textbox', { name: 'Name', ...hidden });
  answers[LIST] = [200, audiences];
  await userEvent.type(name, 'Family{Enter}');
  expect(await audience(/^Family/)).toBeChecked();
  expect(await audience(/^Class 3b/)).toBeChecked();
  expect(changes(calls)).toEqual(['POST /api/audiences']);
});
