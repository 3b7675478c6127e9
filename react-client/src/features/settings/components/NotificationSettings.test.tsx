import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { later, stubApi, type Call } from '../../../testing/api';
import { viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { NotificationSettings } from './NotificationSettings';

const CHOICES = 'GET /api/notifications/settings';
const CHANGE = 'PATCH /api/notifications/settings';

const kind = (name: string) => screen.findByRole('switch', { name });
const sent = (calls: Call[]) => calls.filter(({ request }) => request === CHANGE).map(({ body }) => body);

it('turns a kind off and on, at once', async () => {
  const calls = stubApi({ [CHOICES]: [200, { unwanted_kinds: ['follow'] }], [CHANGE]: [200, { unwanted_kinds: [] }] });
  renderSignedIn(<NotificationSettings viewer={viewer} />);
  expect(await kind('New followers')).not.toBeChecked();
  expect(await kind('Likes of my photos')).toBeChecked();

  await userEvent.click(await kind('Likes of my photos'));
  expect(await kind('Likes of my photos')).not.toBeChecked();
  await screen.findByText('Likes of my photos: off');
  await userEvent.click(await kind('New followers'));
  await screen.findByText('New followers: on');

  expect(sent(calls)).toEqual([{ unwanted_kinds: ['follow', 'like'] }, { unwanted_kinds: ['like'] }]);
});

it('sends one change after the other, each with all kinds', async () => {
  const { answer, arrive } = later();
  const answers: Parameters<typeof stubApi>[0] = { [CHOICES]: [200, { unwanted_kinds: [] }], [CHANGE]: answer };
  const calls = stubApi(answers);
  renderSignedIn(<NotificationSettings viewer={viewer} />);

  await userEvent.click(await kind('Mentions of me'));
  await userEvent.click(await kind('Replies to me'));
  expect(await kind('Replies to me')).not.toBeChecked();
  expect(sent(calls)).toEqual([{ unwanted_kinds: ['mention'] }]);

  // The first is refused, and the second does not bring it back.
  answers[CHANGE] = [200, { unwanted_kinds: [] }];
  arrive(503, { message: 'Busy.' });

  await screen.findByText('Your choice was not saved. Busy.');
  await waitFor(() => expect(sent(calls)).toEqual([{ unwanted_kinds: ['mention'] }, { unwanted_kinds: ['reply'] }]));
  expect(await kind('Mentions of me')).toBeChecked();
  expect(await kind('Replies to me')).not.toBeChecked();
});

it('has reports for moderators only, and no notices', async () => {
  stubApi({ [CHOICES]: [200, { unwanted_kinds: [] }] });
  renderSignedIn(<NotificationSettings viewer={viewer} />);
  expect(await screen.findAllByRole('switch')).toHaveLength(8);
  expect(screen.queryByRole('switch', { name: /Reports/ })).not.toBeInTheDocument();

  renderSignedIn(<NotificationSettings viewer={{ ...viewer, role: 'moderator' }} />);
  expect(await kind('Reports to the moderators')).toBeChecked();
});
