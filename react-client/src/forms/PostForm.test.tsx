import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/client';
import type { NewPost } from '../api/types';
import { renderSignedIn } from '../testing/render';
import { aPhoto, stubUploads } from '../testing/uploads';
import { problemWithPictureUrl } from './pictureUrl';
import { PostForm } from './PostForm';

function renderForm({ error = null, initial }: { error?: Error | null; initial?: NewPost } = {}) {
  const onSubmit = vi.fn();
  renderSignedIn(
    <PostForm
      draft="post:new"
      initial={initial}
      submitLabel="Share"
      busyLabel="Sharing…"
      busy={false}
      error={error}
      onSubmit={onSubmit}
    />,
  );
  return onSubmit;
}

async function renderFormWithAddress() {
  const onSubmit = renderForm();
  await userEvent.click(screen.getByRole('button', { name: 'Use an address instead' }));
  return onSubmit;
}

const address = () => screen.getByRole('textbox', { name: 'Picture address' });
const description = () => screen.getByRole('textbox', { name: 'Description' });
const share = () => userEvent.click(screen.getByRole('button', { name: /^Share/ }));

const UPLOADED = {
  image_url: `/images/${'0a'.repeat(16)}-2048x1365-a0b1c2/large.jpg`,
  thumb_url: `/images/${'0a'.repeat(16)}-2048x1365-a0b1c2/thumb.jpg`,
  width: 2048,
  height: 1365,
};

describe('PostForm', () => {
  it('hands over what was typed, trimmed', async () => {
    const onSubmit = await renderFormWithAddress();
    await userEvent.type(address(), ' https://example.com/a.jpg ');
    await userEvent.type(screen.getByRole('textbox', { name: 'Caption' }), 'Low tide');
    await userEvent.type(description(), 'Boats');

    await share();

    expect(onSubmit).toHaveBeenCalledExactlyOnceWith({
      image_url: 'https://example.com/a.jpg',
      caption: 'Low tide',
      alt_text: 'Boats',
    });
  });

  it('points to the address when there is none', async () => {
    const onSubmit = await renderFormWithAddress();

    await share();

    expect(onSubmit).not.toHaveBeenCalled();
    expect(address()).toHaveFocus();
    expect(address()).toBeInvalid();
    expect(address()).toHaveAccessibleDescription('A post needs a picture.');
  });

  it('asks once for a description, then takes no for an answer', async () => {
    const onSubmit = await renderFormWithAddress();
    await userEvent.type(address(), 'https://example.com/a.jpg');

    await share();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(description()).toHaveFocus();
    expect(screen.getByRole('button', { name: 'Share without description' })).toBeVisible();

    await share();
    expect(onSubmit).toHaveBeenCalledOnce();
  });

  it('says what the server had against it', () => {
    renderForm({ error: new ApiError(400, 'image_url is too long.') });

    expect(screen.getByRole('alert')).toHaveTextContent('image_url is too long.');
  });

  it('previews the picture once typing pauses', async () => {
    await renderFormWithAddress();

    await userEvent.type(address(), '/static/demo/posts/harbour.svg');

    expect(await screen.findByAltText('Preview of your picture')).toHaveAttribute('src', '/static/demo/posts/harbour.svg');
  });
});

describe('PostForm with a photo', () => {
  const choose = () => screen.getByLabelText(/^Choose/);
  const progress = () => screen.getByRole('progressbar', { name: 'Uploading your photo' });

  it('sends the photo with the token of the page, and shows how far it is', async () => {
    const uploads = stubUploads();
    renderForm();
    expect(choose()).toHaveAccessibleName('Choose a photo');

    await userEvent.upload(choose(), aPhoto());
    uploads.last().progress(0.25);

    await waitFor(() => expect(progress()).toHaveAttribute('aria-valuenow', '25'));
    expect(screen.getByAltText('Preview of your picture')).toHaveAttribute('src', 'blob:holiday.jpg');
    expect(uploads.last().file?.name).toBe('holiday.jpg');
    expect(uploads.last().headers.get('X-CSRF-TOKEN')).toBe('token-of-the-page');
  });

  it('posts with the address that the server gave it, and not before', async () => {
    const uploads = stubUploads();
    const onSubmit = renderForm();
    await userEvent.upload(choose(), aPhoto());
    await userEvent.type(description(), 'Boats');

    await share();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(choose()).toHaveFocus();
    expect(choose()).toHaveAccessibleDescription('Your photo is still on its way. Wait until it is here.');

    uploads.last().answer(201, UPLOADED);
    await screen.findByText('Your photo is here');
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
    await share();
    expect(onSubmit).toHaveBeenCalledExactlyOnceWith({ image_url: UPLOADED.image_url, caption: '', alt_text: 'Boats' });
  });

  it('says why the server did not take it, and tries again when asked, with all that was typed', async () => {
    const uploads = stubUploads();
    renderForm();
    await userEvent.type(screen.getByRole('textbox', { name: 'Caption' }), 'Low tide');
    await userEvent.upload(choose(), aPhoto());

    uploads.last().answer(503, { message: 'Too many pictures at once.' });
    expect(await screen.findByRole('alert')).toHaveTextContent('The photo was not uploaded. Too many pictures at once.');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByRole('button', { name: 'Cancel' })).toHaveFocus();
    uploads.last().answer(201, UPLOADED);

    await screen.findByText('Your photo is here');
    expect(uploads.all).toHaveLength(2);
    expect(screen.getByRole('textbox', { name: 'Caption' })).toHaveValue('Low tide');
  });

  it('keeps the photo that was there before when another one fails and is given up', async () => {
    const uploads = stubUploads();
    const onSubmit = renderForm({ initial: { image_url: UPLOADED.image_url, caption: '', alt_text: 'Boats' } });
    await userEvent.upload(choose(), aPhoto());
    uploads.last().answer(415, { message: 'This is no picture.' });
    await screen.findByRole('alert');
    await share();
    expect(onSubmit).not.toHaveBeenCalled();

    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await share();

    expect(onSubmit).toHaveBeenCalledExactlyOnceWith({ image_url: UPLOADED.image_url, caption: '', alt_text: 'Boats' });
  });

  it.each([
    [413, 'This is larger than the server takes.'],
    [408, 'The connection was too slow. Try again.'],
  ])('knows what %i of a proxy means', async (status, text) => {
    const uploads = stubUploads();
    renderForm();
    await userEvent.upload(choose(), aPhoto());

    uploads.last().answer(status, '<html>');

    expect(await screen.findByRole('alert')).toHaveTextContent(text);
  });

  it('says so when the connection breaks off', async () => {
    const uploads = stubUploads();
    renderForm();
    await userEvent.upload(choose(), aPhoto());

    uploads.last().breakOff();

    expect(await screen.findByRole('alert')).toHaveTextContent('The connection broke off');
  });

  it('can be stopped', async () => {
    const uploads = stubUploads();
    const onSubmit = renderForm();
    await userEvent.upload(choose(), aPhoto());

    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(uploads.last().aborted).toBe(true);
    expect(screen.queryByRole('progressbar')).not.toBeInTheDocument();
    expect(choose()).toHaveFocus();

    await share();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(choose()).toHaveAccessibleDescription('A post needs a picture.');
  });

  it('sends the last of two photos only', async () => {
    const uploads = stubUploads();
    renderForm();
    await userEvent.upload(choose(), aPhoto('first.jpg'));
    await userEvent.upload(choose(), aPhoto('second.jpg'));

    expect(uploads.all.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(screen.getByAltText('Preview of your picture')).toHaveAttribute('src', 'blob:second.jpg');
  });

  it('takes a photo that is pasted', async () => {
    const uploads = stubUploads();
    renderForm();

    fireEvent.paste(description(), { clipboardData: { types: ['Files'], files: [aPhoto('pasted.png', 'image/png')] } });

    await waitFor(() => expect(uploads.last().file?.name).toBe('pasted.png'));
  });

  it('leaves a text that is pasted with a picture of itself to the field', () => {
    const uploads = stubUploads();
    renderForm();

    fireEvent.paste(description(), { clipboardData: { types: ['text/plain', 'Files'], files: [aPhoto()] } });

    expect(uploads.all).toEqual([]);
  });

  it('takes a photo that is dropped, and says that it would', async () => {
    const uploads = stubUploads();
    renderForm();

    fireEvent.dragOver(document.body, { dataTransfer: { types: ['Files'] } });
    expect(screen.getByText('Let go to add the photo')).toBeVisible();
    fireEvent.drop(document.body, { dataTransfer: { files: [aPhoto()] } });

    await waitFor(() => expect(uploads.last().file?.name).toBe('holiday.jpg'));
    expect(screen.queryByText('Let go to add the photo')).not.toBeInTheDocument();
  });

  it.each([
    ['image/heic', 'set Camera › Formats to “Most Compatible”'],
    ['image/svg+xml', 'Choose a JPEG, PNG, WebP or GIF.'],
  ])('does not send %s, and says what to do instead', async (type, advice) => {
    const uploads = stubUploads();
    renderForm();

    fireEvent.paste(description(), { clipboardData: { types: ['Files'], files: [aPhoto('photo', type)] } });

    expect(await screen.findByText(new RegExp(advice))).toBeVisible();
    expect(uploads.all).toEqual([]);
  });

  it('begins with the address of a picture that has one on the web', () => {
    renderForm({ initial: { image_url: 'https://example.com/a.jpg', caption: '', alt_text: '' } });

    expect(address()).toHaveValue('https://example.com/a.jpg');
  });

  it('begins with the photo of a post that was uploaded', () => {
    renderForm({ initial: { image_url: UPLOADED.image_url, caption: '', alt_text: 'Boats' } });

    expect(screen.getByAltText('Boats')).toHaveAttribute('src', UPLOADED.image_url);
    expect(choose()).toHaveAccessibleName('Choose another photo');
  });
});

describe('problemWithPictureUrl', () => {
  it.each(['https://example.com/a.jpg', 'http://example.com', '/static/a.svg'])('takes %s', (url) => {
    expect(problemWithPictureUrl(url)).toBeUndefined();
  });

  it.each(['', 'a.jpg', '//evil.example/a.jpg', 'javascript:alert(1)', 'data:image/png;base64,AA', 'https://'])(
    'refuses "%s"',
    (url) => {
      expect(problemWithPictureUrl(url)).toBeDefined();
    },
  );
});
