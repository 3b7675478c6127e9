import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { changes, stubApi, type Call } from '../../../testing/api';
import { anAudience, aUser } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { AudienceSettings } from './AudienceSettings';

const LIST = 'GET /api/audiences?limit=50';
const FOLLOWERS = 'GET /api/followers';
const MEMBERS = 'GET /api/audiences/3/members?limit=50';
const SECOND_PAGE = '/api/audiences/3/members?limit=50&before=x';

const family = anAudience({ id: 3 });
const [ana, ben, cleo] = ['Ana', 'Ben', 'Cleo'].map((first_name, index) =>
  aUser({ id: index + 11, first_name, last_name: 'Ruiz', username: first_name.toLowerCase() }),
);
const followers = [ana, ben, cleo].map((follower, index) => ({ id: index + 21, follower }));
const member = (id: number, user = ana) => ({ id, user, created_at: null });

const dialog = () => within(screen.getByRole('dialog', { hidden: true }));
const name = () => dialog().findByRole('textbox', { name: 'Name', hidden: true });
const follower = (who: RegExp) => dialog().getByRole('checkbox', { name: who, hidden: true });
const shownFollowers = () => dialog().queryAllByRole('checkbox', { hidden: true }).map((box) => box.parentElement?.lastElementChild?.textContent);
const press = (label: string) => userEvent.click(dialog().getByRole('button', { name: label, hidden: true }));
const click = (label: string) => userEvent.click(screen.getByRole('button', { name: label }));
const bodyOf = (calls: Call[], request: string) => calls.find((call) => call.request === request)?.body;

async function openEditor(answers: Parameters<typeof stubApi>[0]) {
  const all = {
    [LIST]: [200, [family]],
    [FOLLOWERS]: [200, followers],
    [MEMBERS]: [200, [member(31, cleo)], { Link: `<${SECOND_PAGE}>; rel="next"` }],
    [`GET ${SECOND_PAGE}`]: [200, [member(32, ana)]],
    ...answers,
  } satisfies Parameters<typeof stubApi>[0];
  const calls = stubApi(all);
  renderSignedIn(<AudienceSettings />);
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Family' }));
  await name();
  return calls;
}

it('makes an audience of followers who are found by their names', async () => {
  const calls = stubApi({ [LIST]: [200, []], [FOLLOWERS]: [200, followers], 'POST /api/audiences': [201, family] });
  renderSignedIn(<AudienceSettings />);
  await screen.findByText('You have no audiences yet.');
  await click('New audience');

  await userEvent.type(await name(), ' Family ');
  await userEvent.type(dialog().getByRole('searchbox', { hidden: true }), '@BEN{Enter}');
  expect(shownFollowers()).toEqual(['Ben Ruiz @ben']);
  await userEvent.click(follower(/Ben/));
  await userEvent.clear(dialog().getByRole('searchbox', { hidden: true }));
  await userEvent.click(follower(/Ana/));
  await userEvent.click(follower(/Cleo/));
  await userEvent.click(follower(/Cleo/));
  expect(dialog().getByText('2 followers chosen')).toBeInTheDocument();
  expect(changes(calls)).toEqual([]);
  await press('Create audience');

  await waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());
  expect(bodyOf(calls, 'POST /api/audiences')).toEqual({ name: 'Family', user_ids: [11, 12] });
  expect(screen.getAllByText('Audience created')[0]).toBeVisible();
  expect(calls.filter(({ request }) => request === LIST)).toHaveLength(2);
});

it('asks for a name, and shows why the server refuses one', async () => {
  const refusal = { message: 'You already have an audience with this name.', code: 'already_exists' };
  const calls = stubApi({ [LIST]: [200, []], [FOLLOWERS]: [200, []], 'POST /api/audiences': [400, refusal] });
  renderSignedIn(<AudienceSettings />);
  await userEvent.click(await screen.findByRole('button', { name: 'New audience' }));
  await userEvent.type(await name(), ' ');
  await press('Create audience');
  expect(await name()).toHaveAccessibleDescription('Enter a name.');
  expect(await name()).toHaveFocus();
  expect(changes(calls)).toEqual([]);
  expect(dialog().getByText(/Nobody follows you yet/)).toBeInTheDocument();

  await userEvent.type(await name(), 'Family');
  await press('Create audience');
  expect(await dialog().findByRole('alert', { hidden: true })).toHaveTextContent(refusal.message);
  expect(await name()).toHaveValue(' Family');
});

it('does not send more members of a new audience than the server takes', async () => {
  const many = Array.from({ length: 201 }, (_, index) => ({ id: index, follower: aUser() }));
  const calls = stubApi({ [LIST]: [200, []], [FOLLOWERS]: [200, many] });
  renderSignedIn(<AudienceSettings />);
  await userEvent.click(await screen.findByRole('button', { name: 'New audience' }));
  await userEvent.type(await name(), 'All');
  for (const box of document.querySelectorAll('dialog input[type=checkbox]')) fireEvent.click(box);
  expect(dialog().getByText('Choose at most 200 followers now. You can add others later.')).toBeInTheDocument();
  await press('Create audience');
  expect(changes(calls)).toEqual([]);
});

it('shows the members of all pages first, and sends only what was changed', async () => {
  const calls = await openEditor({
    'DELETE /api/audiences/3/members/31': [200, { message: 'x' }],
    'POST /api/audiences/3/members': [201, member(33, ben)],
    'PATCH /api/audiences/3': [200, anAudience({ id: 3, name: 'Kin' })],
  });
  expect(shownFollowers()).toEqual(['Ana Ruiz @ana', 'Cleo Ruiz @cleo', 'Ben Ruiz @ben']);
  expect([/Ana/, /Cleo/, /Ben/].map((who) => (follower(who) as HTMLInputElement).checked)).toEqual([true, true, false]);

  await userEvent.click(follower(/Cleo/));
  await userEvent.click(follower(/Ben/));
  await userEvent.clear(await name());
  await userEvent.type(await name(), 'Kin');
  await press('Save');

  await waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());
  expect(changes(calls)).toEqual(['DELETE /api/audiences/3/members/31', 'POST /api/audiences/3/members', 'PATCH /api/audiences/3']);
  expect(bodyOf(calls, 'POST /api/audiences/3/members')).toEqual({ user_id: 12 });
  expect(bodyOf(calls, 'PATCH /api/audiences/3')).toEqual({ name: 'Kin' });
  expect(screen.getByRole('button', { name: 'Edit Family' })).toBeVisible();
});

it('asks before changes are discarded', async () => {
  const calls = await openEditor({});
  await userEvent.click(follower(/Ben/));
  await press('Close');
  expect(dialog().getByText('Discard your changes?')).toBeInTheDocument();
  await press('Discard');
  expect(screen.queryByRole('dialog', { hidden: true })).toBeNull();
  expect(changes(calls)).toEqual([]);
});

it('continues after a failure with what is left to do', async () => {
  const answers: Parameters<typeof stubApi>[0] = {
    [LIST]: [200, [family]],
    [FOLLOWERS]: [200, followers],
    [MEMBERS]: [200, [member(31, cleo)]],
    'DELETE /api/audiences/3/members/31': [200, { message: 'x' }],
    'POST /api/audiences/3/members': [503, { message: 'Busy.' }],
  };
  const calls = stubApi(answers);
  renderSignedIn(<AudienceSettings />);
  await userEvent.click(await screen.findByRole('button', { name: 'Edit Family' }));
  await name();
  await userEvent.click(follower(/Cleo/));
  await userEvent.click(follower(/Ben/));
  answers[MEMBERS] = [200, []];
  await press('Save');
  expect(await dialog().findByRole('alert', { hidden: true })).toHaveTextContent('Busy.');
  await waitFor(() => expect(calls.filter(({ request }) => request === MEMBERS)).toHaveLength(2));

  answers['POST /api/audiences/3/members'] = [201, member(33, ben)];
  await press('Save');
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden: true })).toBeNull());
  expect(changes(calls).slice(2)).toEqual(['POST /api/audiences/3/members']);
});

it('deletes an audience after a question that says what becomes of its posts', async () => {
  const answers: Parameters<typeof stubApi>[0] = { [LIST]: [200, [family]], 'DELETE /api/audiences/3': [200, { message: 'x' }] };
  const calls = stubApi(answers);
  renderSignedIn(<AudienceSettings />);
  await userEvent.click(await screen.findByRole('button', { name: 'Delete Family' }));
  expect(screen.getByText(/Posts and stories for this audience alone are then visible to you only\./)).toBeVisible();
  await click('Keep');
  expect(screen.getByRole('button', { name: 'Delete Family' })).toHaveFocus();
  expect(changes(calls)).toEqual([]);

  await click('Delete Family');
  answers[LIST] = [200, []];
  await click('Delete');
  await screen.findByText('You have no audiences yet.');
  expect(changes(calls)).toEqual(['DELETE /api/audiences/3']);
  expect(screen.getAllByText('Audience deleted')[0]).toBeVisible();
});
