import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../lib/api/client';
import { stubImages } from '../../../testing/images';
import { renderPostForm } from '../../../testing/renderPostForm';
import { aPhoto, stubUploads } from '../../../testing/uploads';
import { problemWithImageUrl } from '../../upload/imageUrl';

async function renderFormWithAddress() {
  stubImages((url) => !url.includes('missing'));
  const onSubmit = renderPostForm();
  await userEvent.click(screen.getByText('More'));
  await userEvent.click(screen.getByRole('button', { name: 'Use an image address instead' }));
  return onSubmit;
}

const address = () => screen.getByRole('textbox', { name: 'Image address' });
const description = () => screen.getByRole('textbox', { name: 'Alt text' });
const share = () => userEvent.click(screen.getByRole('button', { name: /^Share/ }));

const UPLOADED = {
  image_url: `/images/${'0a'.repeat(16)}-2048x1365-a0b1c2/large.jpg`,
  thumb_url: `/images/${'0a'.repeat(16)}-2048x1365-a0b1c2/thumb.jpg`,
  width: 2048,
  height: 1365,
  removed: [],
};

describe('PostForm', () => {
  it('submits the trimmed input', async () => {
    const onSubmit = await renderFormWithAddress();
    await userEvent.type(address(), ' https://example.com/a.jpg ');
    await userEvent.type(screen.getByRole('textbox', { name: 'Caption' }), 'Low tide');
    await userEvent.type(description(), 'Boats');

    await share();

    await waitFor(() =>
      expect(onSubmit).toHaveBeenCalledExactlyOnceWith({
        images: [{ image_url: 'https://example.com/a.jpg', alt_text: 'Boats' }],
        caption: 'Low tide',
        audience_ids: [],
      }),
    );
  });

  it('does not submit an address without an image', async () => {
    const onSubmit = await renderFormWithAddress();
    await userEvent.type(address(), 'https://example.com/missing.jpg');
    await userEvent.type(description(), 'Boats');

    await share();

    await waitFor(() => expect(address()).toHaveAccessibleDescription('No image could be loaded from this address.'));
    expect(address()).toHaveFocus();
    expect(onSubmit).not.toHaveBeenCalled();
  });

  it('asks for the caption first, then for the alt text', () => {
    renderPostForm();

    expect(screen.getAllByRole('textbox').map((field) => field.getAttribute('id'))).toEqual([
      screen.getByRole('textbox', { name: 'Caption' }).id,
      description().id,
    ]);
  });

  it('points to the address when there is none', async () => {
    const onSubmit = await renderFormWithAddress();

    await share();

    expect(onSubmit).not.toHaveBeenCalled();
    expect(address()).toHaveFocus();
    expect(address()).toBeInvalid();
    expect(address()).toHaveAccessibleDescription('A post needs a photo.');
  });

  it('asks once for a description, then accepts none', async () => {
    const onSubmit = await renderFormWithAddress();
    await userEvent.type(address(), 'https://example.com/a.jpg');

    await share();
    await waitFor(() => expect(description()).toHaveFocus());
    expect(onSubmit).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Share without alt text' })).toBeVisible();

    await share();
    await waitFor(() => expect(onSubmit).toHaveBeenCalledOnce());
  });

  it('says why the server refused it', () => {
    renderPostForm({ error: new ApiError(400, { message: 'image_url is too long.' }) });

    expect(screen.getByRole('alert')).toHaveTextContent('image_url is too long.');
  });

  it('previews the image once typing pauses', async () => {
    await renderFormWithAddress();

    await userEvent.type(address(), '/static/demo/posts/harbour.svg');

    expect(await screen.findByAltText('Preview of your photo')).toHaveAttribute('src', '/static/demo/posts/harbour.svg');
  });
});

describe('PostForm with a photo', () => {
  const choose = () => screen.getByLabelText(/^Choose/);
  const progress = () => screen.getByRole('progressbar', { name: 'Uploading your photo' });

  it('sends the photo with the CSRF token, and shows the progress', async () => {
    const uploads = stubUploads();
    renderPostForm();
    expect(choose()).toHaveAccessibleName('Choose photos');

    await userEvent.upload(choose(), aPhoto());
    uploads.last().progress(0.25);

    await waitFor(() => expect(progress()).toHaveAttribute('aria-valuenow', '25'));
    expect(screen.getByAltText('Preview of your photo')).toHaveAttribute('src', 'blob:holiday.jpg');
    expect(uploads.last().file?.name).toBe('holiday.jpg');
    expect(uploads.last().headers.get('X-CSRF-TOKEN')).toBe('token-of-the-page');
  });

  it('submits the address from the server, and only once it is known', async () => {
    const uploads = stubUploads();
    const onSubmit = renderPostForm();
    await userEvent.upload(choose(), aPhoto());
    await userEvent.type(description(), 'Boats');

    await share();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(choose()).toHaveFocus();
    expect(choose()).toHaveAccessibleDescription('Still uploading…');

    uploads.last().answer(201, { ...UPLOADED, removed: ['location'] });
    await screen.findByText('Photo uploaded');
    expect(screen.getByText('Its location was removed.')).toBeVisible();
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
    await share();
    expect(onSubmit).toHaveBeenCalledExactlyOnceWith({ images: [{ image_url: UPLOADED.image_url, alt_text: 'Boats' }], caption: '', audience_ids: [] });
  });

  it('says why the server refused the photo, and tries again on request, with all input', async () => {
    const uploads = stubUploads();
    renderPostForm();
    await userEvent.type(screen.getByRole('textbox', { name: 'Caption' }), 'Low tide');
    await userEvent.upload(choose(), aPhoto());

    uploads.last().answer(503, { message: 'Too many uploads at once.' });
    expect(await screen.findByRole('alert')).toHaveTextContent('The photo was not uploaded. Too many uploads at once.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByRole('button', { name: 'Cancel' })).toHaveFocus();
    uploads.last().answer(201, UPLOADED);

    await screen.findByText('Photo uploaded');
    expect(uploads.all).toHaveLength(2);
    expect(screen.getByRole('textbox', { name: 'Caption' })).toHaveValue('Low tide');
  });

  it.each([
    [413, false, 'Choose another photo.'],
    [415, false, 'Choose another photo.'],
    [429, true, 'Try again, or choose another photo.'],
    [503, true, 'Try again, or choose another photo.'],
  ])('after a %i, offers to try again: %s, and does not contradict it', async (status, canRetry, advice) => {
    const uploads = stubUploads();
    renderPostForm();
    await userEvent.upload(choose(), aPhoto());
    uploads.last().answer(status, { message: 'This is the reason.' });
    await screen.findByRole('alert');
    await share();

    expect(screen.queryAllByRole('button', { name: 'Try again' })).toHaveLength(canRetry ? 1 : 0);
    await waitFor(() => expect(choose()).toHaveAccessibleDescription(advice));
    expect(screen.getAllByText(/not uploaded/)).toHaveLength(1);
  });

  it.each([
    [0, 'holiday.jpg: This file is empty.'],
    [21 * 1024 ** 2, 'holiday.jpg: This photo has 21 MiB. The limit is 20 MiB.'],
  ])('does not send a file of %i bytes', async (size, reason) => {
    const uploads = stubUploads();
    renderPostForm();
    const file = Object.defineProperty(aPhoto(), 'size', { value: size });

    await userEvent.upload(choose(), file);

    expect(await screen.findByText(reason)).toBeVisible();
    expect(uploads.all).toEqual([]);
  });

  it('opens the files with a click on the box', async () => {
    renderPostForm();
    const opened = vi.fn();
    choose().addEventListener('click', opened);

    await userEvent.click(screen.getByText('Click here, or drop or paste a photo'));

    expect(opened).toHaveBeenCalledOnce();
  });

  it('keeps the earlier photo when the upload of another fails and is cancelled', async () => {
    const uploads = stubUploads();
    const onSubmit = renderPostForm({ initial: { images: [{ image_url: UPLOADED.image_url, alt_text: 'Boats' }], caption: '', audience_ids: [] } });
    await userEvent.upload(choose(), aPhoto());
    uploads.last().answer(415, { message: 'This is not an image.' });
    await screen.findByRole('alert');
    await share();
    expect(onSubmit).not.toHaveBeenCalled();

    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await share();

    expect(onSubmit).toHaveBeenCalledExactlyOnceWith({ images: [{ image_url: UPLOADED.image_url, alt_text: 'Boats' }], caption: '', audience_ids: [] });
  });

  it.each([
    [413, 'This file is too large.'],
    [408, 'The connection was too slow. Try again.'],
  ])('explains the status %i of a proxy', async (status, text) => {
    const uploads = stubUploads();
    renderPostForm();
    await userEvent.upload(choose(), aPhoto());

    uploads.last().answer(status, '<html>');

    expect(await screen.findByRole('alert')).toHaveTextContent(text);
  });

  it('says so when the connection is lost', async () => {
    const uploads = stubUploads();
    renderPostForm();
    await userEvent.upload(choose(), aPhoto());

    uploads.last().breakOff();

    expect(await screen.findByRole('alert')).toHaveTextContent('The connection was lost');
  });

  it('can be cancelled', async () => {
    const uploads = stubUploads();
    const onSubmit = renderPostForm();
    await userEvent.upload(choose(), aPhoto());

    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(uploads.last().aborted).toBe(true);
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
    expect(choose()).toHaveFocus();

    await share();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(choose()).toHaveAccessibleDescription('A post needs a photo.');
  });

  it('sends only the last of two photos', async () => {
    const uploads = stubUploads();
    renderPostForm();
    await userEvent.upload(choose(), aPhoto('first.jpg'));
    await userEvent.upload(choose(), aPhoto('second.jpg'));

    expect(uploads.all.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(screen.getByAltText('Preview of your photo')).toHaveAttribute('src', 'blob:second.jpg');
  });

  it('takes a photo that is pasted', async () => {
    const uploads = stubUploads();
    renderPostForm();

    fireEvent.paste(description(), { clipboardData: { types: ['Files'], files: [aPhoto('pasted.png', 'image/png')] } });

    await waitFor(() => expect(uploads.last().file?.name).toBe('pasted.png'));
  });

  it('leaves pasted text that comes with an image of itself to the field', () => {
    const uploads = stubUploads();
    renderPostForm();

    fireEvent.paste(description(), { clipboardData: { types: ['text/plain', 'Files'], files: [aPhoto()] } });

    expect(uploads.all).toEqual([]);
  });

  it('takes a dropped photo, and shows that it can be dropped', async () => {
    const uploads = stubUploads();
    renderPostForm();

    fireEvent.dragOver(document.body, { dataTransfer: { types: ['Files'] } });
    expect(screen.getByText('Drop photos to add them')).toBeVisible();
    fireEvent.drop(document.body, { dataTransfer: { files: [aPhoto()] } });

    await waitFor(() => expect(uploads.last().file?.name).toBe('holiday.jpg'));
    expect(screen.queryByText('Drop photos to add them')).not.toBeInTheDocument();
  });

  it('takes a dropped photo also while an image address is being typed', async () => {
    const uploads = stubUploads();
    await renderFormWithAddress();

    fireEvent.drop(document.body, { dataTransfer: { files: [aPhoto()] } });

    expect(await screen.findByRole('progressbar')).toBeVisible();
    expect(screen.getByAltText('Preview of your photo')).toHaveAttribute('src', 'blob:holiday.jpg');
    expect(uploads.all).toHaveLength(1);
  });

  it('does not send a file of a type that nobody can read, and says what to do instead', async () => {
    const uploads = stubUploads();
    renderPostForm();

    fireEvent.paste(description(), { clipboardData: { types: ['Files'], files: [aPhoto('photo.svg', 'image/svg+xml')] } });

    expect(await screen.findByText('photo.svg: This file type isn’t supported. Use JPEG, PNG, WebP or GIF.')).toBeVisible();
    expect(uploads.all).toEqual([]);
  });

  it('starts with the address of an image on the web', () => {
    renderPostForm({ initial: { images: [{ image_url: 'https://example.com/a.jpg', alt_text: '' }], caption: '', audience_ids: [] } });

    expect(address()).toHaveValue('https://example.com/a.jpg');
  });

  it('starts with an uploaded photo', () => {
    renderPostForm({ initial: { images: [{ image_url: UPLOADED.image_url, alt_text: 'Boats' }], caption: '', audience_ids: [] } });

    expect(screen.getByAltText('Boats')).toHaveAttribute('src', UPLOADED.image_url);
    expect(choose()).toHaveAccessibleName('Choose another photo');
  });
});

describe('problemWithImageUrl', () => {
  it.each(['https://example.com/a.jpg', 'http://example.com', '/static/a.svg'])('takes %s', (url) => {
    expect(problemWithImageUrl(url)).toBeUndefined();
  });

  it.each(['', 'a.jpg', '//evil.example/a.jpg', 'javascript:alert(1)', 'data:image/png;base64,AA', 'https://'])(
    'refuses "%s"',
    (url) => {
      expect(problemWithImageUrl(url)).toBeDefined();
    },
  );
});
