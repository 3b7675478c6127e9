import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aPost, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import DeletePostDialog from './DeletePostDialog';
import EditPostDialog from './EditPostDialog';

const own = aPost({ id: 7, user: viewer });
const others = aPost({ id: 8 });

describe.each([
  ['changing', EditPostDialog, () => screen.queryByRole('textbox', { name: 'Caption', hidden: true })],
  ['deleting', DeletePostDialog, () => screen.queryByRole('button', { name: 'Delete post', hidden: true })],
])('the dialog for %s a post', (_what, PostDialog, control) => {
  it('is shown to its author', async () => {
    stubApi({ 'GET /api/posts/7?comments=3': [200, own] });

    renderSignedIn(<PostDialog id={7} />);

    await expect.poll(control).toBeInTheDocument();
  });

  it('is unavailable for other users', async () => {
    stubApi({ 'GET /api/posts/8?comments=3': [200, others] });

    renderSignedIn(<PostDialog id={8} />);

    expect(await screen.findByRole('alert')).toHaveTextContent('This post isn’t available');
    expect(control()).not.toBeInTheDocument();
  });

  it('is unavailable when there is no such post', async () => {
    stubApi({ 'GET /api/posts/9?comments=3': [404, {}] });

    renderSignedIn(<PostDialog id={9} />);

    expect(await screen.findByRole('alert')).toHaveTextContent('This post isn’t available');
    expect(control()).not.toBeInTheDocument();
  });
});

it('the harmless answer has the focus, however late the question appears', async () => {
  stubApi({ 'GET /api/posts/7?comments=3': [200, own] });

  renderSignedIn(<DeletePostDialog id={7} />);

  expect(await screen.findByRole('button', { name: 'Keep post', hidden: true })).toHaveFocus();
});
