import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { Route, useLocation } from 'wouter';
import { readDraft } from '../../../lib/drafts/draftStore';
import { stubApi } from '../../../testing/api';
import { aPost, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import EditPostDialog from './EditPostDialog';

const post = aPost({ id: 7, user: viewer, caption: 'Low tide' });

function Shown() {
  const [path] = useLocation();
  return (
    <>
      <Route path="/p/7/edit">
        <EditPostDialog id={7} />
      </Route>
      <output>{path}</output>
    </>
  );
}

const caption = () => screen.findByRole('textbox', { name: 'Caption', hidden: true });
const button = (name: string) => screen.getByRole('button', { name, hidden: true });
const question = () => screen.queryByText('Discard your changes?');
const closed = () => screen.findByText('/', { selector: 'output' });

beforeEach(async () => {
  history.replaceState({ key: 'k', viewDistance: 0 }, '', '/p/7/edit');
  stubApi({ 'GET /api/posts/7?comments=3': [200, post] });
  renderSignedIn(<Shown />);
  await caption();
});

it.each([
  ['Escape', () => userEvent.keyboard('{Escape}')],
  ['its button', () => userEvent.click(button('Close'))],
  ['the browser, as for a click outside', () => document.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }))],
])('asks before an edit is discarded by %s', async (_way, close) => {
  await userEvent.type(await caption(), '!');

  await close();

  expect(await screen.findByText('Discard your changes?')).toBeVisible();
  expect(button('Keep editing')).toHaveFocus();
  expect(await caption()).toHaveValue('Low tide!');

  await userEvent.click(button('Discard'));
  await closed();
  expect(readDraft('post:7/caption')).toBeUndefined();
});

it('returns to the field when the user keeps editing', async () => {
  await userEvent.type(await caption(), '!');
  await userEvent.keyboard('{Escape}');

  await userEvent.click(button('Keep editing'));

  expect(question()).not.toBeInTheDocument();
  expect(await caption()).toHaveFocus();
  expect(await caption()).toHaveValue('Low tide!');

  await userEvent.keyboard('{Escape}{Escape}');
  expect(question()).not.toBeInTheDocument();
  expect(await caption()).toHaveFocus();
});

it('closes without a question when nothing differs', async () => {
  await userEvent.type(await caption(), '!{Backspace}');

  await userEvent.keyboard('{Escape}');

  await closed();
});

it('sends only what differs', async () => {
  const calls = stubApi({ 'PATCH /api/posts/7': [200, post] });
  await userEvent.type(await caption(), '!');

  await userEvent.click(button('Save'));

  await closed();
  expect(calls.find(({ request }) => request.startsWith('PATCH'))?.body).toEqual({ caption: 'Low tide!' });
});

it('sends all photos when one differs', async () => {
  const calls = stubApi({ 'PATCH /api/posts/7': [200, post] });
  await userEvent.type(screen.getByRole('textbox', { name: 'Alt text', hidden: true }), '!');

  await userEvent.click(button('Save'));

  await closed();
  const images = [{ image_url: post.image_url, alt_text: 'Boats lying on mud!' }];
  expect(calls.find(({ request }) => request.startsWith('PATCH'))?.body).toEqual({ images });
});
