import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { stubCanvas } from '../../../testing/canvas';
import { renderSignedIn } from '../../../testing/render';
import { aPhoto, stubUploads } from '../../../testing/uploads';
import { PostForm } from './PostForm';

const UNSUPPORTED = { code: 'unsupported_image', message: 'HEIC is not supported.' };
const UPLOADED = { image_url: `/images/${'0a'.repeat(16)}-1200x800-a0b1c2/large.jpg`, removed: [] };

let uploads: ReturnType<typeof stubUploads>;

beforeEach(() => {
  uploads = stubUploads();
  renderSignedIn(
    <PostForm
      draft="post:new"
      labels={{ submit: 'Share', submitUndescribed: 'Share without alt text', submitting: 'Sharing…' }}
      busy={false}
      error={null}
      onSubmit={vi.fn()}
    />,
  );
});

const field = () => screen.getByLabelText(/^Choose/);
const choose = (name: string, type: string) => userEvent.upload(field(), aPhoto(name, type));
const preview = () => screen.getByAltText('Preview of your photo').getAttribute('src');
const sent = () => uploads.all.map(({ file }) => `${file?.name ?? ''} ${file?.type ?? ''}`);

it('offers HEIC, HEIF and AVIF, also where the system knows no type for them', () => {
  expect(field().getAttribute('accept')?.split(',')).toEqual(
    expect.arrayContaining(['image/jpeg', 'image/heic', 'image/heif', 'image/avif', '.heic', '.heif', '.avif']),
  );
});

it.each([
  ['IMG_1.HEIC', ''],
  ['IMG_1.heic', 'image/heic'],
  ['photo.avif', 'image/avif'],
])('sends %s of type "%s" as it is, and shows the image of the server', async (name, type) => {
  await choose(name, type);
  expect(sent()).toEqual([`${name} ${type}`]);

  uploads.last().answer(201, UPLOADED);

  await screen.findByText('Photo uploaded');
  expect(preview()).toBe(UPLOADED.image_url);
});

it('converts a photo that only the browser can read to JPEG, and sends that', async () => {
  stubCanvas();
  await choose('IMG_1.HEIC', 'image/heic');
  uploads.last().progress(1);
  uploads.last().answer(415, UNSUPPORTED);

  await waitFor(() => expect(sent()).toEqual(['IMG_1.HEIC image/heic', 'IMG_1.jpg image/jpeg']));
  expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0');
  expect(preview()).toBe('blob:IMG_1.jpg');
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  uploads.last().answer(201, UPLOADED);

  await screen.findByText('Photo uploaded');
  expect(preview()).toBe('blob:IMG_1.jpg');
});

it('says what to do if neither the server nor the browser can read the photo', async () => {
  stubCanvas(() => false);
  await choose('IMG_1.HEIC', 'image/heic');

  uploads.last().answer(415, UNSUPPORTED);

  expect(await screen.findByRole('alert')).toHaveTextContent('On an iPhone, set Camera › Formats to “Most Compatible”.');
  expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
  expect(sent()).toHaveLength(1);
});

it('tries again with the converted photo', async () => {
  stubCanvas();
  await choose('photo.avif', 'image/avif');
  uploads.last().answer(415, UNSUPPORTED);
  await waitFor(() => expect(uploads.all).toHaveLength(2));
  uploads.last().answer(503, { message: 'Too many uploads at once.' });

  await userEvent.click(await screen.findByRole('button', { name: 'Try again' }));

  expect(sent().slice(1)).toEqual(['photo.jpg image/jpeg', 'photo.jpg image/jpeg']);
});

it('does not convert a file that is refused for another reason', async () => {
  stubCanvas();
  await choose('photo.jpg', 'image/jpeg');

  uploads.last().answer(400, { code: 'damaged_image', message: 'The file is damaged.' });

  expect(await screen.findByRole('alert')).toHaveTextContent('The file is damaged.');
  expect(uploads.all).toHaveLength(1);
});

it('sends nothing more when it is cancelled before the photo is converted', async () => {
  stubCanvas();
  let finish: () => void = () => undefined;
  vi.stubGlobal('createImageBitmap', () => new Promise((resolve) => (finish = () => resolve({ width: 10, height: 10, close: vi.fn() }))));
  await choose('photo.avif', 'image/avif');
  uploads.last().answer(415, UNSUPPORTED);
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));

  finish();
  await choose('other.jpg', 'image/jpeg');

  await waitFor(() => expect(uploads.last().file?.name).toBe('other.jpg'));
  expect(sent().filter((name) => name.startsWith('photo.jpg'))).toEqual([]);
});
