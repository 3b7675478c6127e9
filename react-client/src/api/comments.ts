import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../announcements';
import { post, remove } from './client';
import { endpoints } from './endpoints';
import { bookmarksKey, holdRefreshes, patchComments, postKeys } from './postCache';
import type { Comment, User } from './types';

let pendingComments = 0;

interface Draft {
  text: string;
  author: User;
}

/** Shows a comment at once. When the server refuses it, it goes, and `onRefused` gets its text back. */
export function useAddComment(postId: number, onRefused: (text: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ text }: Draft) => post<Comment>(endpoints.comments, { post_id: postId, text }),
    onMutate: async ({ text, author }) => {
      await holdRefreshes(client, postKeys.all, bookmarksKey);
      const pending: Comment = { id: --pendingComments, text, post_id: postId, user: author };
      patchComments(client, postId, (comments) => [...comments, pending]);
      return pending;
    },
    onSuccess: (created, _draft, pending) => {
      patchComments(client, postId, (comments) =>
        comments.map((comment) => (comment.id === pending.id ? created : comment)),
      );
      announce('Comment posted', { visible: false });
    },
    onError: (error, { text }, pending) => {
      if (pending) patchComments(client, postId, without(pending.id));
      onRefused(text);
      announceFailure('Your comment was not posted.', error);
    },
  });
}

/** Hides a comment at once, and shows it again where it was when the server refuses. */
export function useDeleteComment({ id, post_id: postId }: Comment) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(endpoints.comment(id)),
    onMutate: async () => {
      await holdRefreshes(client, postKeys.all, bookmarksKey);
      let hidden: { comment: Comment; index: number } | undefined;
      patchComments(client, postId, (comments) => {
        const index = comments.findIndex((comment) => comment.id === id);
        const comment = comments[index];
        if (comment) hidden = { comment, index };
        return without(id)(comments);
      });
      return hidden;
    },
    onSuccess: () => announce('Comment deleted'),
    onError: (error, _none, hidden) => {
      if (hidden) patchComments(client, postId, (comments) => comments.toSpliced(hidden.index, 0, hidden.comment));
      announceFailure('Your comment was not deleted.', error);
    },
  });
}

/** Comments that the server is still creating have no id that anything could be done with. */
export function isPending(comment: Comment): boolean {
  return comment.id < 0;
}

function without(id: number) {
  return (comments: Comment[]) => comments.filter((comment) => comment.id !== id);
}
