import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { leaveFor } from '../../../lib/navigation/leave';
import { changes, later, stubApi } from '../../../testing/api';
import { aComment, aPost, viewer } from '../../../testing/fixtures';
import { OnlyPost, renderSignedIn } from '../../../testing/render';
import { AddComment } from './AddComment';
import { CommentText } from './CommentText';

const post = aPost({ id: 7 });
const created = aComment(post, { id: 500, text: 'Wonderful', user: viewer });

beforeEach(() => {
  renderSignedIn(
    <OnlyPost>
      {(shown) => (
        <>
          {shown.comments.map((comment) => (
            <CommentText key={comment.id} comment={comment} />
          ))}
          <AddComment post={shown} />
        </>
      )}
    </OnlyPost>,
    { feed: [post] },
  );
});

const field = () => screen.getByRole('textbox', { name: 'Add a comment to Ana Ruiz’s post “Low tide”' });
const button = () => screen.getByRole('button', { name: /^Post/ });

it('posts with Enter, shows the comment immediately and keeps the focus in the emptied field', async () => {
  const { answer, arrive } = later();
  const calls = stubApi({ 'POST /api/comments': answer });

  await userEvent.type(field(), '  Wonderful {Enter}');

  expect(await screen.findByText('Wonderful')).toBeVisible();
  expect(field()).toHaveValue('');
  expect(field()).toHaveFocus();
  arrive(201, created);
  await screen.findByText('Comment posted');
  expect(screen.getAllByText('Wonderful')).toHaveLength(1);
  expect(calls[0]?.body).toEqual({ post_id: 7, text: 'Wonderful' });
});

it('returns the focus to the field after a click on the button', async () => {
  stubApi({ 'POST /api/comments': [201, created] });
  await userEvent.type(field(), 'Wonderful');

  await userEvent.click(button());

  expect(field()).toHaveFocus();
});

it('sends one comment for two quick presses of Enter', async () => {
  const { answer, arrive } = later();
  const calls = stubApi({ 'POST /api/comments': answer });

  await userEvent.type(field(), 'Wonderful{Enter}{Enter}');
  arrive(201, created);

  await screen.findByText('Comment posted');
  expect(changes(calls)).toHaveLength(1);
});

it('sends nothing for a blank comment', async () => {
  const calls = stubApi({});

  await userEvent.type(field(), '   {Enter}');

  expect(button()).toBeDisabled();
  expect(calls).toEqual([]);
});

it('removes a refused comment and returns its text to the field', async () => {
  stubApi({ 'POST /api/comments': [404, { message: 'There is no such post.' }] });

  await userEvent.type(field(), 'Wonderful{Enter}');

  await screen.findByText('Your comment was not posted. There is no such post.');
  expect(screen.queryByText('Wonderful')).not.toBeInTheDocument();
  expect(field()).toHaveValue('Wonderful');
});

it('keeps the text when the session has ended, and shows no error', async () => {
  stubApi({ 'POST /api/comments': [401, { message: 'Token has expired' }] });

  await userEvent.type(field(), 'Wonderful{Enter}');

  await waitFor(() => expect(leaveFor).toHaveBeenCalledWith('/login?ended&next=%2F'));
  await waitFor(() => expect(field()).toHaveValue('Wonderful'));
  expect(Object.values(sessionStorage).join()).toContain('Wonderful');
  expect(screen.getByRole('status')).toBeEmptyDOMElement();
});
