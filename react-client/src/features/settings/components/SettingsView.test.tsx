import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { leaveFor } from '../../../lib/navigation/leave';
import { changes, later, stubApi } from '../../../testing/api';
import { viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { aPhoto, stubUploads } from '../../../testing/uploads';
import { SettingsView } from './SettingsView';

let answers: Parameters<typeof stubApi>[0];
let calls: ReturnType<typeof stubApi>;

const storage = { bytes_used: 1.5 * 1024 ** 3, bytes_limit: 5 * 1024 ** 3, images_used: 1234, images_limit: 20_000 };

beforeEach(() => {
  answers = { 'GET /api/profile/storage': [200, storage] };
  calls = stubApi(answers);
});

const open = (section?: string) => renderSignedIn(<SettingsView params={{ section }} />);

/** The first request that changes something. */
const sent = () => calls.find(({ request }) => !request.startsWith('GET'));
const section = (name: string) => within(screen.getByRole('region', { name }));
const type = async (place: string, label: string, text: string) => {
  await userEvent.clear(section(place).getByLabelText(label));
  await userEvent.click(section(place).getByLabelText(label));
  await userEvent.paste(text);
};
const press = (place: string, name: string) => userEvent.click(section(place).getByRole('button', { name }));

describe('the sections', () => {
  it('are listed, with the API explorer and the way out', () => {
    open();

    expect(screen.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    expect(screen.getAllByRole('link').map((link) => [link.textContent, link.getAttribute('href')])).toEqual([
      ['Edit profile', '/settings/profile'],
      ['Account', '/settings/account'],
      ['Privacy', '/settings/privacy'],
      ['Notifications', '/settings/notifications'],
      ['Audiences', '/settings/audiences'],
      ['Guest links', '/settings/guest-links'],
      ['Appearance', '/settings/appearance'],
      ['Your data', '/settings/data'],
      ['API explorer', '/api'],
      ['Sign out', '/logout'],
    ]);
  });

  it('have a link to the rules if there are any', async () => {
    answers['GET /api/service'] = [200, { message: null, has_rules: true }];
    open();

    expect(await screen.findByRole('link', { name: 'Rules' })).toHaveAttribute('href', '/rules');
  });

  it('on a wide screen, begin with the first', () => {
    history.replaceState(null, '', '/settings');
    vi.stubGlobal('matchMedia', () => ({ matches: true }));

    open();

    expect(location.pathname).toBe('/settings/profile');
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
  });

  it('have a title each, and stand beside their list', () => {
    open('account');

    expect(screen.getByRole('heading', { level: 1, name: 'Account' })).toBeVisible();
    expect(screen.getByRole('link', { current: 'page' })).toHaveTextContent('Account');
  });
});

describe('the storage', () => {
  beforeEach(() => void open('data'));

  it('shows how much is used, and the limits', async () => {
    expect(await section('Storage').findByText(/use 1\.5 GiB of 5 GiB/)).toHaveTextContent(
      'Your photos use 1.5 GiB of 5 GiB. You’ve uploaded 1,234 of 20,000 photos.',
    );
    expect(section('Storage').getByRole('meter')).toHaveProperty('value', 0.3);
  });
});

describe('the profile', () => {
  beforeEach(() => void open('profile'));

  const field = (label: string) => section('Profile').getByLabelText(label);

  it('is saved', async () => {
    answers['PATCH /api/profile'] = [200, { ...viewer, first_name: 'Wera', link: 'https://vera.example' }];

    await type('Profile', 'First name', 'Wera');
    await type('Profile', 'Pronouns', 'she/her');
    await type('Profile', 'About you', 'Hills.\nAnd more.');
    await type('Profile', 'Link', 'vera.example');
    await press('Profile', 'Save profile');

    await screen.findByText('Profile saved');
    expect(sent()?.body).toEqual({
      first_name: 'Wera',
      last_name: 'Viewer',
      pronouns: 'she/her',
      bio: 'Hills.\nAnd more.',
      link: 'https://vera.example',
    });
    expect(field('Link')).toHaveValue('https://vera.example');
  });

  it('is sent once, even if the button is pressed twice', async () => {
    const { answer, arrive } = later();
    answers['PATCH /api/profile'] = answer;

    await press('Profile', 'Save profile');
    await press('Profile', 'Saving…');
    arrive(200, viewer);

    await screen.findByText('Profile saved');
    expect(changes(calls)).toHaveLength(1);
  });

  it('counts the characters near the limit, and is not sent beyond', async () => {
    await userEvent.click(field('Pronouns'));
    await userEvent.paste('x'.repeat(38));
    expect(section('Profile').getByText('2 characters left')).toBeVisible();

    await userEvent.paste('xxx');
    expect(section('Profile').getByText('1 character too many')).toBeVisible();
    await press('Profile', 'Save profile');

    expect(field('Pronouns')).toHaveFocus();
    expect(field('Pronouns')).toHaveAccessibleDescription('Use at most 40 characters.');
    expect(changes(calls)).toEqual([]);
  });

  it.each([
    ['bio', 'About you'],
    ['link', 'Link'],
    ['pronouns', 'Pronouns'],
  ])('shows an error about %s at its field', async (name, label) => {
    answers['PATCH /api/profile'] = [400, { message: `${name} is wrong.`, code: 'invalid_field', field: name }];

    await press('Profile', 'Save profile');

    await waitFor(() => expect(field(label)).toHaveAccessibleDescription(`${name} is wrong.`));
    expect(field(label)).toHaveFocus();
  });

  it('takes only the address of a web page as link', async () => {
    await type('Profile', 'Link', 'javascript:alert(1)');
    await press('Profile', 'Save profile');

    expect(field('Link')).toHaveAccessibleDescription(/^Enter the address of a web page/);
    expect(changes(calls)).toEqual([]);
  });

  it('shows errors that are about no field above the fields', async () => {
    answers['PATCH /api/profile'] = [400, { message: 'A name must be at most 80 characters long, on one line.', code: 'invalid_name' }];

    await press('Profile', 'Save profile');

    expect(await section('Profile').findByRole('alert')).toHaveTextContent('at most 80 characters');
  });
});

describe('text that is not saved yet', () => {
  it('is still there when the user returns, except passwords', async () => {
    open('profile');
    await type('Profile', 'First name', 'Wera');
    cleanup();
    open('account');
    await type('E-mail', 'E-mail address', 'new@example.org');
    await type('E-mail', 'Your password', 'secret');
    cleanup();

    open('profile');
    expect(section('Profile').getByLabelText('First name')).toHaveValue('Wera');
    cleanup();
    open('account');
    expect(section('E-mail').getByLabelText('E-mail address')).toHaveValue('new@example.org');
    expect(section('E-mail').getByLabelText('Your password')).toHaveValue('');
    expect(JSON.stringify(sessionStorage)).not.toContain('secret');
  });

  it('is discarded once it is saved', async () => {
    open('profile');
    answers['PATCH /api/profile'] = [200, { ...viewer, first_name: 'Wera the second' }];
    await type('Profile', 'First name', 'Wera');

    await press('Profile', 'Save profile');

    await screen.findByText('Profile saved');
    expect(section('Profile').getByLabelText('First name')).toHaveValue('Wera the second');
  });
});

describe('the e-mail address', () => {
  beforeEach(() => void open('account'));

  it('is checked before it is sent', async () => {
    await type('E-mail', 'E-mail address', 'nowhere');
    await press('E-mail', 'Save e-mail address');

    const field = section('E-mail').getByLabelText('E-mail address');
    expect(field).toBeInvalid();
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(/^Enter an e-mail address/);
    expect(changes(calls)).toEqual([]);
  });

  it('needs the password, and says beside the field that it is wrong', async () => {
    answers['PATCH /api/profile'] = [400, { message: 'password is not your password.', code: 'wrong_password', field: 'password' }];

    await type('E-mail', 'E-mail address', 'new@example.org');
    await type('E-mail', 'Your password', 'guess');
    await press('E-mail', 'Save e-mail address');

    const field = section('E-mail').getByLabelText('Your password');
    await waitFor(() => expect(field).toHaveAccessibleDescription('Wrong password.'));
    expect(field).toHaveFocus();
    expect(section('E-mail').queryByRole('alert')).not.toBeInTheDocument();
    expect(section('E-mail').getByLabelText('E-mail address')).toHaveValue('new@example.org');
  });
});

describe('the password', () => {
  beforeEach(() => void open('account'));

  it('is changed, and the form is emptied', async () => {
    answers['POST /api/profile/password'] = [201, {}];

    await type('Password', 'Current password', 'the old one');
    await type('Password', 'New password', 'four unrelated words');
    await press('Password', 'Change password');

    await screen.findByText('Password changed');
    expect(sent()?.body).toEqual({ current: 'the old one', new: 'four unrelated words' });
    expect(section('Password').getByLabelText('Current password')).toHaveValue('');
    expect(section('Password').getByLabelText('New password')).toHaveValue('');
  });

  it.each([
    [{ code: 'wrong_password', message: 'current is not your password.' }, 'Current password', 'Wrong password.'],
    [{ code: 'password_invalid', message: 'Do not use your username.' }, 'New password', 'Do not use your username.'],
    [{ code: 'invalid_field', field: 'new', message: 'new must be text.' }, 'New password', 'new must be text.'],
  ])('shows a refusal beside the field that it is about: %j', async (error, label, text) => {
    answers['POST /api/profile/password'] = [400, error];

    await type('Password', 'Current password', 'the old one');
    await type('Password', 'New password', 'four unrelated words');
    await press('Password', 'Change password');

    await waitFor(() => expect(section('Password').getByLabelText(label)).toHaveAccessibleDescription(new RegExp(text)));
  });

  it('says how long to wait after too many attempts', async () => {
    answers['POST /api/profile/password'] = [429, { message: 'Too many attempts. Try again in 40 seconds.', code: 'too_many_attempts' }];

    await type('Password', 'Current password', 'the old one');
    await type('Password', 'New password', 'four unrelated words');
    await press('Password', 'Change password');

    expect(await section('Password').findByRole('alert')).toHaveTextContent('Try again in 40 seconds');
  });
});

describe('the profile photo', () => {
  beforeEach(() => void open('profile'));

  const uploaded = { image_url: '/images/a/large.jpg', thumb_url: '/images/a/thumb.jpg', width: 9, height: 9, removed: [] };

  it('is saved as soon as it is uploaded', async () => {
    const uploads = stubUploads();
    answers['PATCH /api/profile'] = [200, { ...viewer, image_url: uploaded.image_url, thumb_url: uploaded.thumb_url }];

    await userEvent.upload(section('Profile photo').getByLabelText('Choose a photo'), aPhoto());
    uploads.last().answer(201, uploaded);

    await screen.findByText('Profile photo saved');
    expect(sent()?.body).toEqual({ image_url: uploaded.image_url, thumb_url: uploaded.thumb_url });
    expect(section('Profile photo').getByRole('button', { name: 'Remove photo' })).toBeVisible();
  });

  it('stays the same when the server refuses', async () => {
    const uploads = stubUploads();
    answers['PATCH /api/profile'] = [400, { message: 'image_url must be an image that you uploaded.' }];

    await userEvent.upload(section('Profile photo').getByLabelText('Choose a photo'), aPhoto());
    uploads.last().answer(201, uploaded);

    await screen.findByText('Your profile photo was not changed. image_url must be an image that you uploaded.');
  });
});

describe('the account', () => {
  beforeEach(() => void open('account'));

  const openDeletion = () => userEvent.click(screen.getByText('Delete your account…'));

  it('has a closed form for its deletion', async () => {
    expect(section('Delete account').getByLabelText('Your username')).not.toBeVisible();

    await openDeletion();

    expect(section('Delete account').getByLabelText('Your username')).toBeVisible();
  });

  it('is not deleted unless the username is typed', async () => {
    await openDeletion();
    await type('Delete account', 'Your username', 'somebody');
    await press('Delete account', 'Delete my account permanently');

    expect(section('Delete account').getByLabelText('Your username')).toHaveAccessibleDescription(/^This doesn’t match your username/);
    expect(changes(calls)).toEqual([]);
  });

  it('is deleted with username and password, and the client left', async () => {
    answers['DELETE /api/profile'] = [200, { message: 'Your account was deleted.' }];

    await openDeletion();
    await type('Delete account', 'Your username', 'vera');
    await type('Delete account', 'Your password', 'secret');
    await press('Delete account', 'Delete my account permanently');

    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/logout?deleted'));
    expect(sent()?.body).toEqual({ username: 'vera', password: 'secret' });
  });

  it('can be downloaded', () => {
    cleanup();
    open('data');
    expect(section('Data export').getByRole('link', { name: 'Download your data' })).toHaveAttribute('href', '/api/profile/archive');
  });
});

describe('privacy', () => {
  it('makes the account private at once', async () => {
    answers['PATCH /api/profile'] = [200, { ...viewer, is_private: true }];
    open('privacy');

    await userEvent.click(screen.getByRole('checkbox', { name: 'Private account' }));

    await screen.findByText('Your account is private now');
    expect(screen.getByRole('checkbox', { name: 'Private account' })).toBeChecked();
    expect(sent()?.body).toEqual({ is_private: true });
  });

  it('makes the account public after a question', async () => {
    answers['PATCH /api/profile'] = [200, { ...viewer, is_private: true }];
    open('privacy');
    await userEvent.click(screen.getByRole('checkbox', { name: 'Private account' }));
    await screen.findByText('Your account is private now');

    await userEvent.click(screen.getByRole('checkbox', { name: 'Private account' }));
    expect(changes(calls)).toHaveLength(1);
    answers['PATCH /api/profile'] = [200, viewer];
    await userEvent.click(screen.getByRole('button', { name: 'Make public' }));
    expect(screen.getByRole('checkbox', { name: 'Private account' })).toHaveFocus();

    await screen.findByText('Your account is public now');
    expect(screen.getByRole('checkbox', { name: 'Private account' })).not.toBeChecked();
  });
});
