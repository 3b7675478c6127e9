import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { changes, stubApi } from '../../../testing/api';
import { aComment, aPost, viewer } from '../../../testing/fixtures';
import { OnlyPost, renderSignedIn } from '../../../testing/render';
import { Comment } from './Comment';

const post = aPost({ id: 7 });
const comments = [
  aComment(post, { id: 50, text: 'Mine', user: viewer }),
  aComment(post, { id: 51, text: 'Another’s' }),
  aComment(post, { id: 52, text: 'Mine too', user: viewer }),
];

function renderComments({ postAuthor = post.user.id } = {}) {
  const onDeleted = vi.fn();
  renderSignedIn(
    <OnlyPost>
      {(shown) => shown.comments.map((comment) => (
          <Comment key={comment.id} comment={comment} postAuthor={postAuthor} onReply={vi.fn()} onDeleted={onDeleted} />
        ))}
    </OnlyPost>,
    { feed: [{ ...post, comments }] },
  );
  return onDeleted;
}

const shownTexts = () => screen.getAllByRole('listitem').map((item) => item.querySelector('p')?.lastChild?.textContent);
const ask = () => userEvent.click(screen.getByRole('button', { name: /Delete your comment “Mine”/ }));

it('lets the viewer delete only their own comments', () => {
  renderComments();

  expect(screen.getAllByText(/^Delete/).map((label) => label.textContent)).toEqual([
    'Delete your comment “Mine”',
    'Delete your comment “Mine too”',
  ]);
});

it('lets the author of the post delete all comments', async () => {
  const calls = stubApi({ 'DELETE /api/posts/7/comments/51': [200, { message: 'Deleted.' }] });
  renderComments({ postAuthor: viewer.id });

  await userEvent.click(screen.getByRole('button', { name: 'Delete Ana Ruiz’s comment “Another’s”' }));
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));

  await screen.findByText('Comment deleted');
  expect(shownTexts()).toEqual(['Mine', 'Mine too']);
  expect(changes(calls)).toEqual(['DELETE /api/posts/7/comments/51']);
});

it('shows the age of a comment, and its full time on hover', async () => {
  renderComments();

  const [time] = screen.getAllByRole('time');
  expect(time).toHaveTextContent('1 h');
  if (time) await userEvent.hover(time);
  expect(time).toHaveAttribute('title', expect.stringMatching(/20\d\d at \d\d:\d\d/));
});

it('asks before deleting, with the focus on the harmless answer', async () => {
  const calls = stubApi({});
  renderComments();

  await ask();
  expect(screen.getByRole('button', { name: 'Keep' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');

  expect(calls).toEqual([]);
  expect(shownTexts()).toContain('Mine');
});

it('deletes after the confirmation', async () => {
  const calls = stubApi({ 'DELETE /api/posts/7/comments/50': [200, { message: 'Deleted.' }] });
  const onDeleted = renderComments();

  await ask();
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));

  await screen.findByText('Comment deleted');
  expect(shownTexts()).toEqual(['Another’s', 'Mine too']);
  expect(onDeleted).toHaveBeenCalledOnce();
  expect(changes(calls)).toEqual(['DELETE /api/posts/7/comments/50']);
});

it('shows a comment again in its place when the server refuses', async () => {
  stubApi({ 'DELETE /api/posts/7/comments/50': [503, { message: 'The database is away.' }] });
  renderComments();

  await ask();
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));

  await screen.findByText('The comment was not deleted. The database is away.');
  expect(shownTexts()).toEqual(['Mine', 'Another’s', 'Mine too']);
});
