import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { leaveFor } from '../navigation/leave';
import { changes, later, stubApi } from '../testing/api';
import { viewer } from '../testing/fixtures';
import { renderSignedIn } from '../testing/render';
import { aPhoto, stubUploads } from '../testing/uploads';
import { SettingsView } from './SettingsView';

let answers: Parameters<typeof stubApi>[0];
let calls: ReturnType<typeof stubApi>;

const storage = { bytes_used: 1.5 * 1024 ** 3, bytes_limit: 5 * 1024 ** 3, images_used: 1234, images_limit: 20_000 };

beforeEach(() => {
  answers = { 'GET /api/profile/storage': [200, storage] };
  calls = stubApi(answers);
  renderSignedIn(<SettingsView />);
});

/** The first request that changes something. */
const sent = () => calls.find(({ request }) => !request.startsWith('GET'));
const section = (name: string) => within(screen.getByRole('region', { name }));
const type = async (place: string, label: string, text: string) => {
  await userEvent.clear(section(place).getByLabelText(label));
  await userEvent.type(section(place).getByLabelText(label), text);
};
const press = (place: string, name: string) => userEvent.click(section(place).getByRole('button', { name }));

describe('the storage', () => {
  it('says how much is used, and of what', async () => {
    expect(await section('Storage').findByText(/use 1\.5 GiB of 5 GiB/)).toHaveTextContent(
      'Your photos use 1.5 GiB of 5 GiB. You have uploaded 1,234 photos, and may upload 20,000 photos.',
    );
    expect(section('Storage').getByRole('meter')).toHaveProperty('value', 0.3);
  });
});

describe('the name', () => {
  it('is saved, and remembered', async () => {
    answers['PATCH /api/profile'] = [200, { ...viewer, first_name: 'Wera' }];

    await type('Name', 'First name', 'Wera');
    await press('Name', 'Save name');

    await screen.findByText('Your name is saved');
    expect(sent()?.body).toEqual({ first_name: 'Wera', last_name: 'Viewer' });
  });

  it('is sent once, however often one presses', async () => {
    const { answer, arrive } = later();
    answers['PATCH /api/profile'] = answer;

    await press('Name', 'Save name');
    await press('Name', 'Saving…');
    arrive(200, viewer);

    await screen.findByText('Your name is saved');
    expect(changes(calls)).toHaveLength(1);
  });

  it('says above the fields what is about neither of them', async () => {
    answers['PATCH /api/profile'] = [400, { message: 'A name must be at most 80 characters long, on one line.' }];

    await press('Name', 'Save name');

    expect(await section('Name').findByRole('alert')).toHaveTextContent('at most 80 characters');
  });
});

describe('the e-mail address', () => {
  it('is looked at before it is sent', async () => {
    await type('E-mail', 'E-mail address', 'nowhere');
    await press('E-mail', 'Save e-mail address');

    const field = section('E-mail').getByLabelText('E-mail address');
    expect(field).toBeInvalid();
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription(/^Enter an e-mail address/);
    expect(changes(calls)).toEqual([]);
  });

  it('takes the password, and says beside the field that it is wrong', async () => {
    answers['PATCH /api/profile'] = [400, { message: 'password is not your password.' }];

    await type('E-mail', 'E-mail address', 'new@example.org');
    await type('E-mail', 'Your password', 'guess');
    await press('E-mail', 'Save e-mail address');

    const field = section('E-mail').getByLabelText('Your password');
    await waitFor(() => expect(field).toHaveAccessibleDescription('This is not your password.'));
    expect(field).toHaveFocus();
    expect(section('E-mail').queryByRole('alert')).not.toBeInTheDocument();
    expect(section('E-mail').getByLabelText('E-mail address')).toHaveValue('new@example.org');
  });
});

describe('the password', () => {
  it('is changed, and forgotten by the form', async () => {
    answers['POST /api/profile/password'] = [201, {}];

    await type('Password', 'Current password', 'the old one');
    await type('Password', 'New password', 'four unrelated words');
    await press('Password', 'Change password');

    await screen.findByText('Your password is changed');
    expect(sent()?.body).toEqual({ current: 'the old one', new: 'four unrelated words' });
    expect(section('Password').getByLabelText('Current password')).toHaveValue('');
    expect(section('Password').getByLabelText('New password')).toHaveValue('');
  });

  it.each([
    ['current is not your password.', 'Current password', 'This is not your password.'],
    ['A password must not be the username or the e-mail address.', 'New password', 'A password must not be the username'],
  ])('is refused beside the right field: %s', async (message, label, text) => {
    answers['POST /api/profile/password'] = [400, { message }];

    await type('Password', 'Current password', 'the old one');
    await type('Password', 'New password', 'four unrelated words');
    await press('Password', 'Change password');

    await waitFor(() => expect(section('Password').getByLabelText(label)).toHaveAccessibleDescription(new RegExp(text)));
  });

  it('says how long one has to wait after too many attempts', async () => {
    answers['POST /api/profile/password'] = [429, { message: 'Too many failed sign-ins. Please try again in 40 seconds.' }];

    await type('Password', 'Current password', 'the old one');
    await type('Password', 'New password', 'four unrelated words');
    await press('Password', 'Change password');

    expect(await section('Password').findByRole('alert')).toHaveTextContent('try again in 40 seconds');
  });
});

describe('the picture', () => {
  const uploaded = { image_url: '/images/a/large.jpg', thumb_url: '/images/a/thumb.jpg', width: 9, height: 9 };

  it('counts as soon as it is uploaded', async () => {
    const uploads = stubUploads();
    answers['PATCH /api/profile'] = [200, { ...viewer, image_url: uploaded.image_url, thumb_url: uploaded.thumb_url }];

    await userEvent.upload(section('Picture').getByLabelText('Choose a picture'), aPhoto());
    uploads.last().answer(201, uploaded);

    await screen.findByText('Your picture is saved');
    expect(sent()?.body).toEqual({ image_url: uploaded.image_url, thumb_url: uploaded.thumb_url });
    expect(section('Picture').getByRole('button', { name: 'Remove picture' })).toBeVisible();
  });

  it('stays what it was when the server refuses', async () => {
    const uploads = stubUploads();
    answers['PATCH /api/profile'] = [400, { message: 'image_url must be a picture that you uploaded.' }];

    await userEvent.upload(section('Picture').getByLabelText('Choose a picture'), aPhoto());
    uploads.last().answer(201, uploaded);

    await screen.findByText('Your picture was not changed. image_url must be a picture that you uploaded.');
  });
});

describe('the account', () => {
  it('is not deleted before its name was typed', async () => {
    await type('Delete account', 'Your username', 'somebody');
    await press('Delete account', 'Delete my account for ever');

    expect(section('Delete account').getByLabelText('Your username')).toHaveAccessibleDescription(/^This is not your username/);
    expect(changes(calls)).toEqual([]);
  });

  it('is deleted with name and password, and left', async () => {
    answers['DELETE /api/profile'] = [200, { message: 'Your account was deleted.' }];

    await type('Delete account', 'Your username', 'vera');
    await type('Delete account', 'Your password', 'secret');
    await press('Delete account', 'Delete my account for ever');

    await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/logout'));
    expect(sent()?.body).toEqual({ username: 'vera', password: 'secret' });
  });

  it('can be taken along', () => {
    expect(section('Your data').getByRole('link', { name: 'Download all of it' })).toHaveAttribute('href', '/api/profile/archive');
  });
});
