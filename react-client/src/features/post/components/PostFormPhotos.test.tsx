import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { ApiError } from '../../../lib/api/client';
import type { NewPost } from '../../../lib/api/types';
import { stubImages } from '../../../testing/images';
import { renderPostForm } from '../../../testing/renderPostForm';
import { aPhoto, stubUploads } from '../../../testing/uploads';

let uploads: ReturnType<typeof stubUploads>;

beforeEach(() => {
  uploads = stubUploads();
  stubImages(() => true);
});

const addressOf = (name: string) => `/images/${name.charCodeAt(0).toString(16).repeat(16)}-20x10-a0b1c2/large.jpg`;
const uploaded = (name: string) => ({ image_url: addressOf(name), removed: [] });
const choose = (...names: string[]) =>
  userEvent.upload(screen.getByLabelText(/^(Choose|Add) photos$/), names.map((name) => aPhoto(name)));
/** Answers all uploads that have been sent and not answered. */
const finishUploads = async () => {
  for (const upload of uploads.all.filter(({ status, aborted }) => status === 0 && !aborted)) {
    upload.answer(201, uploaded(upload.file?.name ?? ''));
  }
  await waitFor(() => expect(screen.queryByRole('progressbar')).not.toBeInTheDocument());
};
const photo = (place: number, total: number) => screen.getByRole('group', { name: new RegExp(`^Photo ${place} of ${total}`) });
const press = (place: number, total: number, name: string) =>
  userEvent.click(within(photo(place, total)).getByRole('button', { name }));
const altText = (place: number, total: number) => within(photo(place, total)).getByRole('textbox', { name: 'Alt text' });
const share = () => userEvent.click(screen.getByRole('button', { name: /^Share/ }));
const previews = () => screen.getAllByAltText('Preview of your photo').map((image) => image.getAttribute('src'));
const post = (...names: string[]): NewPost => ({
  images: names.map((name) => ({ image_url: addressOf(name), alt_text: name })),
  caption: '',
  audience_ids: [],
});

it('submits several photos in their order, each with its alt text', async () => {
  const onSubmit = renderPostForm();
  await choose('a.jpg', 'b.jpg');
  await finishUploads();
  await choose('c.jpg');
  await finishUploads();
  await userEvent.type(altText(1, 3), 'A boat');
  await userEvent.type(altText(2, 3), 'Two boats');
  await userEvent.type(altText(3, 3), 'Three boats');

  await share();

  expect(onSubmit).toHaveBeenCalledExactlyOnceWith({
    images: [
      { image_url: addressOf('a'), alt_text: 'A boat' },
      { image_url: addressOf('b'), alt_text: 'Two boats' },
      { image_url: addressOf('c'), alt_text: 'Three boats' },
    ],
    caption: '',
    audience_ids: [],
  });
});

it('sends at most three photos at the same time', async () => {
  renderPostForm();
  await choose('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg');
  expect(uploads.all.map(({ file }) => file?.name)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);

  uploads.all[1]?.answer(201, uploaded('b'));
  await waitFor(() => expect(uploads.last().file?.name).toBe('d.jpg'));
  await press(1, 5, 'Remove');

  expect(uploads.all[0]?.aborted).toBe(true);
  expect(uploads.all.map(({ file }) => file?.name)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']);
});

it('shows the progress of each photo, and waits for all', async () => {
  const onSubmit = renderPostForm();
  await choose('a.jpg', 'b.jpg');
  uploads.all[1]?.progress(0.5);
  await waitFor(() => expect(within(photo(2, 2)).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50'));
  expect(within(photo(1, 2)).getByRole('progressbar')).toHaveAttribute('aria-valuenow', '0');
  uploads.all[0]?.answer(201, uploaded('a'));
  await waitFor(() => expect(screen.getAllByRole('progressbar')).toHaveLength(1));

  await share();

  expect(photo(2, 2)).toHaveFocus();
  expect(photo(2, 2)).toHaveAccessibleDescription('Still uploading…');
  expect(onSubmit).not.toHaveBeenCalled();
});

it('says beside each photo what the server removed from it', async () => {
  renderPostForm();
  await choose('a.jpg', 'b.jpg');

  uploads.all[0]?.answer(201, uploaded('a'));
  uploads.all[1]?.answer(201, { ...uploaded('b'), removed: ['location', 'camera'] });

  expect(await within(photo(2, 2)).findByText('Location and camera details were removed.')).toBeVisible();
  expect(within(photo(1, 2)).getByRole('status')).toBeEmptyDOMElement();
});

it('refuses a file of another type alone', async () => {
  const onSubmit = renderPostForm();
  fireEvent.drop(document.body, { dataTransfer: { files: [aPhoto('a.jpg'), aPhoto('notes.svg', 'image/svg+xml')] } });
  await finishUploads();
  expect(uploads.all).toHaveLength(1);
  expect(photo(2, 2)).toHaveAccessibleDescription('notes.svg: This file type isn’t supported. Use JPEG, PNG, WebP or GIF.');
  expect(photo(1, 2)).toHaveAccessibleDescription('');
  await share();
  expect(photo(2, 2)).toHaveFocus();

  await press(2, 2, 'Remove');
  await userEvent.type(screen.getByRole('textbox', { name: 'Alt text' }), 'Boats');
  await share();

  expect(onSubmit.mock.calls).toEqual([[{ images: [{ image_url: addressOf('a'), alt_text: 'Boats' }], caption: '', audience_ids: [] }]]);
});

it('offers to try again only for photos where that can help', async () => {
  renderPostForm();
  await choose('a.jpg', 'b.jpg');
  uploads.all[0]?.answer(415, { message: 'This is not an image.' });
  uploads.all[1]?.answer(503, { message: 'Too many uploads at once.' });
  expect(await within(photo(1, 2)).findByRole('alert')).toHaveTextContent('This is not an image.');
  expect(within(photo(1, 2)).queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();

  await press(2, 2, 'Try again');

  expect(within(photo(2, 2)).getByRole('button', { name: 'Remove' })).toHaveFocus();
  expect(uploads.last().file?.name).toBe('b.jpg');
  await share();
  expect(photo(1, 2)).toHaveAccessibleDescription('Remove this photo.');
});

it('moves photos by keyboard, keeps the focus, and announces the position', async () => {
  const onSubmit = renderPostForm({ initial: post('a', 'b', 'c') });
  const later = within(photo(1, 3)).getByRole('button', { name: 'Move later' });
  later.focus();

  await userEvent.keyboard('{Enter}');

  expect(await screen.findByText('Photo 2 of 3', { selector: '[role=status] *' })).toBeInTheDocument();
  expect(later).toHaveFocus();
  expect(photo(2, 3)).toContainElement(later);
  await userEvent.keyboard('{Enter}');
  expect(photo(3, 3)).toContainElement(later);
  expect(later).toHaveAttribute('aria-disabled', 'true');
  await userEvent.keyboard('{Enter}');
  await press(2, 3, 'Move earlier');

  await share();
  expect(onSubmit).toHaveBeenCalledExactlyOnceWith(post('c', 'b', 'a'));
});

it('names the first photo as the cover', () => {
  renderPostForm({ initial: post('a', 'b') });

  expect(photo(1, 2)).toHaveAccessibleName('Photo 1 of 2 Cover');
  expect(photo(2, 2)).toHaveAccessibleName('Photo 2 of 2');
});

it('removes a photo, and moves the focus to the button that adds photos', async () => {
  const onSubmit = renderPostForm({ initial: post('a', 'b', 'c') });

  await press(2, 3, 'Remove');

  expect(screen.getByLabelText('Add photos')).toHaveFocus();
  await share();
  expect(onSubmit).toHaveBeenCalledExactlyOnceWith(post('a', 'c'));
});

it('shows the simple form when one photo is left', async () => {
  renderPostForm({ initial: post('a', 'b') });

  await press(1, 2, 'Remove');

  expect(screen.queryByRole('group', { name: /^Photo/ })).not.toBeInTheDocument();
  expect(screen.getByLabelText('Choose another photo')).toHaveFocus();
  expect(screen.getByRole('textbox', { name: 'Alt text' })).toHaveValue('b');
});

it('takes the first ten photos, and says so', async () => {
  renderPostForm({ initial: post('a', 'b') });

  await choose(...'cdefghijklm'.split('').map((letter) => `${letter}.jpg`));

  expect(screen.getAllByRole('group', { name: /^Photo/ })).toHaveLength(10);
  expect(previews().at(-1)).toBe('blob:j.jpg');
  expect(screen.getByText('A post has at most 10 photos. Only the first 10 were taken.')).toBeVisible();
  expect(screen.queryByLabelText('Add photos')).not.toBeInTheDocument();
});

it('asks once for missing alt text, at the first photo without it', async () => {
  const onSubmit = renderPostForm({ initial: { images: [...post('a').images, { image_url: addressOf('b'), alt_text: '' }], caption: '', audience_ids: [] } });

  await share();
  await waitFor(() => expect(altText(2, 2)).toHaveFocus());
  expect(altText(2, 2)).toHaveAccessibleDescription(/screen reader/);
  expect(altText(1, 2)).not.toHaveAccessibleDescription(/screen reader/);
  expect(onSubmit).not.toHaveBeenCalled();

  await userEvent.click(screen.getByRole('button', { name: 'Share without alt text' }));
  expect(onSubmit).toHaveBeenCalledOnce();
});

it('keeps uploaded photos with their order and alt texts, and leaves out others, when it is opened again', async () => {
  renderPostForm();
  await choose('a.jpg', 'b.jpg', 'c.jpg');
  uploads.all[0]?.answer(201, uploaded('a'));
  uploads.all[1]?.answer(201, uploaded('b'));
  await waitFor(() => expect(screen.getAllByRole('progressbar')).toHaveLength(1));
  await userEvent.type(altText(1, 3), 'A boat');
  await press(1, 3, 'Move later');

  cleanup();
  const onSubmit = renderPostForm();
  await userEvent.type(altText(1, 2), 'Two boats');
  await share();

  expect(onSubmit).toHaveBeenCalledExactlyOnceWith({
    images: [
      { image_url: addressOf('b'), alt_text: 'Two boats' },
      { image_url: addressOf('a'), alt_text: 'A boat' },
    ],
    caption: '',
    audience_ids: [],
  });
});

it('adds a dropped photo to the first, and replaces the first on request', async () => {
  renderPostForm({ initial: post('a') });
  await userEvent.upload(screen.getByLabelText('Choose another photo'), aPhoto('b.jpg'));
  await finishUploads();
  expect(screen.queryByRole('group', { name: /^Photo/ })).not.toBeInTheDocument();

  fireEvent.drop(document.body, { dataTransfer: { files: [aPhoto('c.jpg')] } });

  expect(screen.getAllByRole('group', { name: /^Photo/ })).toHaveLength(2);
  expect(within(photo(1, 2)).getByRole('img')).toHaveAttribute('src', 'blob:b.jpg');
  expect(altText(1, 2)).toHaveValue('a');
});

it('says which photo the server refused, also after it was moved', async () => {
  const error = new ApiError(400, { code: 'image_not_yours', field: 'images[1].image_url', message: 'Upload it yourself.' });
  renderPostForm({ initial: post('a', 'b'), error });
  await share();
  expect(screen.getByRole('alert')).toHaveTextContent('Photo 2: Upload it yourself.');

  await press(2, 2, 'Move earlier');

  expect(screen.getByRole('alert')).toHaveTextContent('Photo 1: Upload it yourself.');
});
