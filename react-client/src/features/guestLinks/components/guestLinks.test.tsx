import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import type { GuestLink } from '../../../lib/api/types';
import { changes, stubApi } from '../../../testing/api';
import { renderSignedIn } from '../../../testing/render';
import GuestLinkDialog from './GuestLinkDialog';
import { GuestLinkSettings } from './GuestLinkSettings';

const LIST = 'GET /api/guest-links?limit=50';
const CREATE = 'POST /api/guest-links';

function aLink(fields: Partial<GuestLink> = {}): GuestLink {
  return {
    id: 4,
    title: 'A week by the sea',
    has_passphrase: false,
    posts_count: 2,
    openings: 3,
    created_at: '2026-11-30T08:00:00Z',
    expires_at: '2026-12-07T08:00:00Z',
    ...fields,
  };
}

const created = { ...aLink({ openings: 0 }), url: '/g/secret' };
const dialog = () => within(screen.getByRole('dialog', { hidden: true }));
const button = (name: string) => dialog().getByRole('button', { name, hidden: true });

afterEach(() => {
  Reflect.deleteProperty(navigator, 'share');
});

it('makes a link with a lifetime, a title and a passphrase, and shows its address', async () => {
  history.replaceState(null, '', '/share/7,5');
  const calls = stubApi({ [CREATE]: [201, created] });
  renderSignedIn(<GuestLinkDialog postIds={[7, 5]} />);

  await userEvent.selectOptions(dialog().getByLabelText('Works for'), '30 days');
  await userEvent.type(dialog().getByLabelText('Title'), 'A week by the sea');
  await userEvent.type(dialog().getByLabelText('Passphrase'), ' blue heron ');
  await userEvent.click(button('Create link'));

  const field = await dialog().findByLabelText<HTMLInputElement>('Link for guests');
  expect(field).toHaveValue('http://localhost:3000/g/secret');
  expect(field).toHaveFocus();
  expect(calls[0]?.body).toEqual({ post_ids: [7, 5], expires_in_hours: 720, title: 'A week by the sea', passphrase: 'blue heron' });

  await userEvent.click(button('Done'));
  expect(location.pathname).toBe('/');
});

it('asks for nothing: a link works for a week, without a title or a passphrase', async () => {
  const calls = stubApi({ [CREATE]: [201, created] });
  renderSignedIn(<GuestLinkDialog postIds={[7]} />);

  await userEvent.click(button('Create link'));

  await dialog().findByLabelText('Link for guests');
  expect(calls[0]?.body).toEqual({ post_ids: [7], expires_in_hours: 168, title: '', passphrase: null });
});

it('counts and shares a post once that the address names twice', async () => {
  const calls = stubApi({ [CREATE]: [201, created] });
  renderSignedIn(<GuestLinkDialog postIds={[7, 7]} />);
  expect(dialog().getByText(/^Anyone with the link sees this post,/)).toBeInTheDocument();

  await userEvent.click(button('Create link'));

  await dialog().findByLabelText('Link for guests');
  expect(calls[0]?.body).toMatchObject({ post_ids: [7] });
});

it('copies the address, and shares it where the browser can', async () => {
  const user = userEvent.setup();
  const written = vi.spyOn(navigator.clipboard, 'writeText');
  const share = vi.fn(() => Promise.reject(new DOMException('closed', 'AbortError')));
  Object.defineProperty(navigator, 'share', { value: share, configurable: true });
  stubApi({ [CREATE]: [201, created] });
  renderSignedIn(<GuestLinkDialog postIds={[7]} />);
  await user.click(button('Create link'));
  await dialog().findByLabelText('Link for guests');

  await user.click(button('Copy link'));
  await user.click(button('Share…'));

  expect(written).toHaveBeenCalledWith('http://localhost:3000/g/secret');
  expect((await screen.findAllByText('Link copied'))[0]).toBeVisible();
  expect(share).toHaveBeenCalledWith({ url: 'http://localhost:3000/g/secret', title: 'A week by the sea' });
});

it('has no button to share where the browser cannot', async () => {
  stubApi({ [CREATE]: [201, created] });
  renderSignedIn(<GuestLinkDialog postIds={[7]} />);
  await userEvent.click(button('Create link'));
  await dialog().findByLabelText('Link for guests');

  expect(dialog().queryByRole('button', { name: 'Share…', hidden: true })).toBeNull();
});

it('says what is wrong beside the field', async () => {
  const calls = stubApi({ [CREATE]: [400, { message: 'passphrase is odd.', code: 'invalid_field', field: 'passphrase' }] });
  renderSignedIn(<GuestLinkDialog postIds={[7]} />);
  const passphrase = dialog().getByLabelText('Passphrase');

  await userEvent.type(passphrase, 'abcdefg');
  await userEvent.click(button('Create link'));
  expect(passphrase).toHaveAccessibleDescription('Use at least 8 characters.');
  expect(calls).toEqual([]);

  await userEvent.type(passphrase, 'h');
  await userEvent.click(button('Create link'));
  await waitFor(() => expect(passphrase).toHaveAccessibleDescription('passphrase is odd.'));
  expect(passphrase).toHaveFocus();
});

it('lists the links with their openings, and revokes one after a question', async () => {
  const links = [aLink({ has_passphrase: true }), aLink({ id: 3, title: null, posts_count: 1, openings: 0 })];
  const answers: Parameters<typeof stubApi>[0] = { [LIST]: [200, links], 'DELETE /api/guest-links/4': [200, { message: 'x' }] };
  const calls = stubApi(answers);
  renderSignedIn(<GuestLinkSettings />);

  const rows = await screen.findAllByRole('listitem');
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^A week by the sea.+2 posts · Page shown 3 times · With a passphraseWorks until Monday, 7 December 2026/),
    expect.stringMatching(/^1 post.+Not shown yetWorks until /),
  ]);
  await userEvent.click(screen.getByRole('button', { name: /^Revoke the link to A week by the sea, created / }));
  await userEvent.click(screen.getByRole('button', { name: 'Keep' }));
  expect(screen.getByRole('button', { name: /^Revoke the link to A week by the sea, created / })).toHaveFocus();
  expect(changes(calls)).toEqual([]);

  await userEvent.click(screen.getByRole('button', { name: /^Revoke the link to A week by the sea, created / }));
  answers[LIST] = [200, links.slice(1)];
  await userEvent.click(screen.getByRole('button', { name: 'Revoke' }));

  await waitFor(() => expect(screen.queryByText('A week by the sea')).toBeNull());
  expect(changes(calls)).toEqual(['DELETE /api/guest-links/4']);
  expect(screen.getAllByText('Link revoked')[0]).toBeVisible();
});

it('helps a user who has no links', async () => {
  stubApi({ [LIST]: [200, []] });
  renderSignedIn(<GuestLinkSettings />);

  expect(await screen.findByText('You have no guest links')).toBeVisible();
});

it('tells links without a title apart by the time of their creation', async () => {
  const links = [30, 29].map((day) => aLink({ id: day, title: null, posts_count: 1, created_at: `2026-11-${day}T08:00:00Z` }));
  stubApi({ [LIST]: [200, links] });
  renderSignedIn(<GuestLinkSettings />);

  expect(await screen.findByRole('button', { name: /^Revoke the link to 1 post, created Sunday, 29 November 2026/ })).toBeVisible();
  expect(screen.getByRole('button', { name: /^Revoke the link to 1 post, created Monday, 30 November 2026/ })).toBeVisible();
});

it('says what guests see, and leaves a passphrase as it is typed', () => {
  stubApi({});
  renderSignedIn(<GuestLinkDialog postIds={[7]} />);

  expect(dialog().getByText(/your name, the photos and their captions, also after you edit them/)).toBeInTheDocument();
  const passphrase = dialog().getByLabelText('Passphrase');
  expect(passphrase).toHaveAttribute('autocapitalize', 'none');
  expect(passphrase).toHaveAttribute('autocorrect', 'off');
  expect(passphrase).toHaveAttribute('spellcheck', 'false');
  expect(dialog().getByLabelText('Title')).not.toHaveAttribute('autocapitalize');
});

it('revokes a new link that was not wanted, and closes', async () => {
  history.replaceState(null, '', '/share/7');
  const calls = stubApi({ [CREATE]: [201, created], 'DELETE /api/guest-links/4': [200, { message: 'x' }] });
  renderSignedIn(<GuestLinkDialog postIds={[7]} />);
  await userEvent.click(button('Create link'));
  await dialog().findByLabelText('Link for guests');

  await userEvent.click(button('Revoke'));
  await userEvent.click(button('Revoke'));

  await waitFor(() => expect(location.pathname).toBe('/'));
  expect(changes(calls)).toEqual([CREATE, 'DELETE /api/guest-links/4']);
});
