import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useRef } from 'react';
import { expect, it, vi } from 'vitest';
import type { Post } from '../../../lib/api/types';
import { later, stubApi } from '../../../testing/api';
import { aComment, aPost } from '../../../testing/fixtures';
import { OnlyPost, renderSignedIn } from '../../../testing/render';
import { AddComment } from './AddComment';
import { PostComments } from './PostComments';

const post = aPost({ id: 7, caption: null });
const [first, second, third] = ['First', 'Second', 'Third'].map((text, index) => aComment(post, { id: 50 + index, text })) as [
  ReturnType<typeof aComment>,
  ReturnType<typeof aComment>,
  ReturnType<typeof aComment>,
];
const LIST = 'GET /api/posts/7/comments?limit=20';
const NEXT = '/api/posts/7/comments?limit=20&before=5-7';
const linked = { Link: `<${NEXT}>; rel="next"` };

function Comments({ post: known }: { post: Post }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <PostComments post={known} onReply={() => field.current?.focus()} />
      <AddComment post={known} fieldRef={field} />
    </>
  );
}

const render = (shown = { ...post, comments: [third], comments_count: 3 }) =>
  renderSignedIn(<OnlyPost>{(known) => <Comments post={known} />}</OnlyPost>, { feed: [shown] });
const texts = () => screen.getAllByRole('listitem').map((item) => item.querySelector('p')?.lastChild?.textContent);
const button = () => screen.getByRole('button', { name: /comments/ });

it('shows the comment that the address names', async () => {
  history.replaceState(null, '', '/p/7#comment-51');
  const scroll = vi.fn<(this: Element) => void>();
  Element.prototype.scrollIntoView = scroll;
  stubApi({ [LIST]: [200, [third, second, first]] });
  render();

  const named = (await screen.findByText('Second')).closest('li');
  expect(scroll.mock.contexts).toEqual([named]);
  expect(named).toHaveClass('named');
  expect(screen.getByText('First').closest('li')).not.toHaveClass('named');
});

it('shows the comments of the post until the list arrives', async () => {
  const { answer, arrive } = later();
  stubApi({ [LIST]: answer });
  render();
  expect(texts()).toEqual(['Third']);
  expect(button()).toHaveTextContent('Loading comments…');

  arrive(200, [third, second, first]);

  await screen.findByText('First');
  expect(texts()).toEqual(['First', 'Second', 'Third']);
  expect(screen.queryByRole('button', { name: /comments/ })).not.toBeInTheDocument();
});

it('loads all earlier comments, then moves the focus to the list', async () => {
  stubApi({ [LIST]: [200, [third, second], linked], [`GET ${NEXT}`]: [200, [second, first]] });
  render();
  await screen.findByText('Second');

  await userEvent.click(button());

  await screen.findByText('First');
  expect(texts()).toEqual(['First', 'Second', 'Third']);
  await expect.poll(() => document.activeElement).toBe(screen.getByRole('region', { name: 'Caption and comments' }));
});

it('says what went wrong and tries again on request', async () => {
  const answers: Parameters<typeof stubApi>[0] = { [LIST]: [500, { message: 'The disk is full.' }] };
  stubApi(answers);
  render();
  expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
  expect(texts()).toEqual(['Third']);

  answers[LIST] = [200, [third, second, first]];
  await userEvent.click(button());

  await screen.findByText('First');
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

it('starts at the newest comment if the user asked for the comments', async () => {
  history.replaceState(null, '', '/p/7#comments');
  vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(900);
  const scroll = vi.spyOn(Element.prototype, 'scrollTo');
  stubApi({ [LIST]: [200, [third, second, first]] });
  render();
  await screen.findByText('First');

  expect(scroll).toHaveBeenLastCalledWith({ top: 900 });
  vi.restoreAllMocks();
});

it('starts at the caption otherwise', async () => {
  const scroll = vi.spyOn(Element.prototype, 'scrollTo');
  stubApi({ [LIST]: [200, [third, second, first]] });
  render();
  await screen.findByText('First');

  expect(scroll).not.toHaveBeenCalled();
});

it('invites the first comment', async () => {
  stubApi({ [LIST]: [200, []] });
  render({ ...post, comments: [], comments_count: 0 });

  expect(await screen.findByText('No comments yet. Be the first to comment.')).toBeVisible();
});

it('likes and counts a comment immediately, and undoes it when the server refuses', async () => {
  const { answer, arrive } = later();
  stubApi({ [LIST]: [200, [{ ...third, likes_count: 1 }, second, first]], 'POST /api/comments/52/likes': answer });
  render();
  await screen.findByText('First');
  const heart = screen.getByRole('switch', { name: 'Like Ana Ruiz’s comment “Third”' });
  expect(screen.getByText('1 like')).toBeVisible();

  await userEvent.click(heart);
  expect(heart).toBeChecked();
  expect(screen.getByText('2 likes')).toBeVisible();

  arrive(503, { message: 'The database is away.' });
  await screen.findByText('Your like was not saved. The database is away.');
  expect(heart).not.toBeChecked();
  expect(screen.getByText('1 like')).toBeVisible();
});

it('removes the like of the viewer', async () => {
  const calls = stubApi({
    [LIST]: [200, [{ ...third, likes_count: 1, current_user_like_id: 9 }]],
    'DELETE /api/comments/52/likes/9': [200, { message: 'Deleted.' }],
  });
  render();
  const heart = await screen.findByRole('switch', { name: /“Third”/, checked: true });

  await userEvent.click(heart);

  await screen.findByText('You no longer like this comment');
  expect(screen.queryByText(/^\d+ likes?$/)).not.toBeInTheDocument();
  expect(calls.at(-1)?.request).toBe('DELETE /api/comments/52/likes/9');
});

it('mentions the author of a comment in a reply, after what was typed before', async () => {
  stubApi({ [LIST]: [200, [third, second, first]] });
  render();
  await screen.findByText('First');
  const field = screen.getByRole('textbox');
  await userEvent.type(field, 'Yes,');

  for (let click = 0; click < 2; click += 1) {
    await userEvent.click(screen.getByRole('button', { name: /^Reply.*“Second”$/ }));

    expect(field).toHaveValue(`Yes, @${second.user.username} `);
    expect(field).toHaveFocus();
  }
});
