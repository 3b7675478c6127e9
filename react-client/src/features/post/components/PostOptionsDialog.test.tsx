import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aPost, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import PostOptionsDialog from './PostOptionsDialog';

const LINK = 'http://localhost:3000/p/7';

async function copyLink(user: Pick<typeof userEvent, 'click'> = userEvent) {
  stubApi({ 'GET /api/posts/7?comments=3': [200, aPost({ id: 7 })] });
  renderSignedIn(<PostOptionsDialog id={7} />);
  await user.click(await screen.findByText('Copy link'));
}

it('copies the link to the post', async () => {
  const user = userEvent.setup();
  const written = vi.spyOn(navigator.clipboard, 'writeText');

  await copyLink(user);

  expect((await screen.findAllByText('Link copied'))[0]).toBeVisible();
  expect(written).toHaveBeenCalledWith(LINK);
});

it('offers the link to copy by hand where scripts may not use the clipboard', async () => {
  Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
  await copyLink();

  const field = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Link to this post', hidden: true });
  expect(field).toHaveValue(LINK);
  expect(field).toHaveAttribute('readonly');
  expect(field).toHaveFocus();
  expect([field.selectionStart, field.selectionEnd]).toEqual([0, LINK.length]);
});

it('offers to share the viewer’s own post with people without an account', async () => {
  stubApi({ 'GET /api/posts/7?comments=3': [200, aPost({ id: 7, user: viewer })] });
  renderSignedIn(<PostOptionsDialog id={7} />);

  expect((await screen.findByText('Share with a link')).closest('a')).toHaveAttribute('href', '/share/7');
});

it('does not offer to share the posts of others', async () => {
  stubApi({ 'GET /api/posts/7?comments=3': [200, aPost({ id: 7 })] });
  renderSignedIn(<PostOptionsDialog id={7} />);
  await screen.findByText('Copy link');

  expect(screen.queryByText('Share with a link')).toBeNull();
});
