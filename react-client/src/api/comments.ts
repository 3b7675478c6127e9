import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../announcements';
import { post, remove } from './client';
import {
  addComment,
  changeComment,
  commentKeys,
  completeList,
  forgetHiddenComment,
  hideComment,
  listsWithComments,
} from './commentCache';
import { endpoints } from './endpoints';
import { usePagedList } from './pages';
import { holdRefreshes } from './postCache';
import { useToggle } from './toggle';
import type { Comment, CommentLike, Person } from './types';

let pendingComments = 0;

interface Draft {
  text: string;
  author: Person;
}

/** All comments of a post, newest first. */
export function useComments(postId: number) {
  return usePagedList<Comment>(commentKeys.of(postId), endpoints.commentsOf(postId));
}

/** Shows a comment at once. When the server refuses it, it goes, and `onRefused` gets its text back. */
export function useAddComment(postId: number, onRefused: (text: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ text }: Draft) => post<Comment>(endpoints.comments, { post_id: postId, text }),
    onMutate: async ({ text, author }) => {
      await holdRefreshes(client, ...listsWithComments(postId));
      const pending: Comment = { id: --pendingComments, text, post_id: postId, user: author, likes_count: 0 };
      addComment(client, pending);
      return pending;
    },
    onSuccess: (created, _draft, pending) => {
      changeComment(client, pending, () => created);
      void completeList(client, created);
      announce('Comment posted', { visible: false });
    },
    onError: (error, { text }, pending) => {
      if (pending) {
        hideComment(client, pending, true);
        forgetHiddenComment(client, pending);
      }
      onRefused(text);
      announceFailure('Your comment was not posted.', error);
    },
  });
}

/** Hides a comment at once, and shows it again where it was when the server refuses. */
export function useDeleteComment(comment: Comment) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(endpoints.comment(comment.id)),
    onMutate: async () => {
      await holdRefreshes(client, ...listsWithComments(comment.post_id));
      hideComment(client, comment, true);
    },
    onSuccess: () => {
      forgetHiddenComment(client, comment);
      announce('Comment deleted');
    },
    onError: (error) => {
      hideComment(client, comment, false);
      announceFailure('Your comment was not deleted.', error);
    },
  });
}

export function useCommentLike(comment: Comment) {
  return useToggle<CommentLike>(comment.current_user_like_id, {
    key: ['comment like', comment.id],
    turnOn: () => post<CommentLike>(endpoints.commentLikes(comment.id), {}),
    turnOff: (id) => remove(endpoints.commentLike(comment.id, id)),
    show: (client, id) => changeComment(client, comment, (known) => withLike(known, id)),
    lists: listsWithComments(comment.post_id),
    said: { on: 'You like this comment', off: 'You no longer like this comment' },
    failed: { on: 'Your like was not saved.', off: 'Your like was not removed.' },
  });
}

function withLike(comment: Comment, id: number | undefined): Comment {
  const others = comment.likes_count - (comment.current_user_like_id === undefined ? 0 : 1);
  return { ...comment, likes_count: others + (id === undefined ? 0 : 1), current_user_like_id: id };
}

/** Comments that the server is still creating have no id that anything could be done with. */
export function isPending(comment: Comment): boolean {
  return comment.id < 0;
}
