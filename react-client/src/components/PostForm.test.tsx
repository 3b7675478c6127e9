import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/client';
import { renderSignedIn } from '../testing/render';
import { problemWithPictureUrl } from './pictureUrl';
import { PostForm } from './PostForm';

function renderForm(error: Error | null = null) {
  const onSubmit = vi.fn();
  renderSignedIn(
    <PostForm draft="post:new" submitLabel="Share" busyLabel="Sharing…" busy={false} error={error} onSubmit={onSubmit} />,
  );
  return onSubmit;
}

const address = () => screen.getByRole('textbox', { name: 'Picture address' });
const description = () => screen.getByRole('textbox', { name: 'Description' });
const share = () => userEvent.click(screen.getByRole('button', { name: /^Share/ }));

describe('PostForm', () => {
  it('hands over what was typed, trimmed', async () => {
    const onSubmit = renderForm();
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
    const onSubmit = renderForm();

    await share();

    expect(onSubmit).not.toHaveBeenCalled();
    expect(address()).toHaveFocus();
    expect(address()).toBeInvalid();
    expect(address()).toHaveAccessibleDescription('A post needs a picture. Enter its address.');
  });

  it('asks once for a description, then takes no for an answer', async () => {
    const onSubmit = renderForm();
    await userEvent.type(address(), 'https://example.com/a.jpg');

    await share();
    expect(onSubmit).not.toHaveBeenCalled();
    expect(description()).toHaveFocus();
    expect(screen.getByRole('button', { name: 'Share without description' })).toBeVisible();

    await share();
    expect(onSubmit).toHaveBeenCalledOnce();
  });

  it('says what the server had against it', () => {
    renderForm(new ApiError(400, 'image_url is too long.'));

    expect(screen.getByRole('alert')).toHaveTextContent('image_url is too long.');
  });

  it('previews the picture once typing pauses', async () => {
    renderForm();

    await userEvent.type(address(), '/static/demo/posts/harbour.svg');

    expect(await screen.findByAltText('Preview of your picture')).toHaveAttribute('src', '/static/demo/posts/harbour.svg');
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
