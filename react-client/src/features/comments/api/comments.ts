import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../../../lib/announcements';
import { post, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { holdRefreshes } from '../../../lib/api/holdRefreshes';
import { usePagedList } from '../../../lib/api/pagedList';
import { commentKeys } from '../../../lib/api/queryKeys';
import type { Comment, CommentLike } from '../../../lib/api/types';
import { useToggle } from '../../../lib/api/useToggle';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { changeComment, hideComment, listsWithComments, removeHiddenComment } from './commentCache';

/** All comments of a post, newest first. */
export function useComments(postId: number) {
  return usePagedList<Comment>(commentKeys.of(postId), endpoints.commentsOf(postId));
}

/** Hides a comment immediately, and shows it again in its place if the server refuses. */
export function useDeleteComment(comment: Comment) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(laterEndpoints.commentOn(comment.post_id, comment.id)),
    onMutate: async () => {
      await holdRefreshes(client, ...listsWithComments(comment.post_id));
      hideComment(client, comment, true);
    },
    onSuccess: () => {
      removeHiddenComment(client, comment);
      announce(laterText.comments.deleted);
    },
    onError: (error) => {
      hideComment(client, comment, false);
      announceFailure(laterText.comments.notDeleted, error);
    },
  });
}

export function useCommentLike(comment: Comment) {
  return useToggle<CommentLike>(comment.current_user_like_id, {
    key: ['comment like', comment.id],
    turnOn: () => post<CommentLike>(laterEndpoints.commentLikes(comment.id), {}),
    turnOff: (id) => remove(laterEndpoints.commentLike(comment.id, id)),
    show: (client, id) => changeComment(client, comment, (cached) => withLike(cached, id)),
    lists: listsWithComments(comment.post_id),
    said: { on: () => laterText.likes.commentLiked, off: () => laterText.likes.commentUnliked },
    failed: { on: text.likes.notSaved, off: text.likes.notRemoved },
  });
}

function withLike(comment: Comment, id: number | undefined): Comment {
  const others = comment.likes_count - (comment.current_user_like_id === undefined ? 0 : 1);
  return { ...comment, likes_count: others + (id === undefined ? 0 : 1), current_user_like_id: id };
}

/** A comment that the server is still creating cannot be liked or deleted: it has no id yet. */
export function isPending(comment: Comment): boolean {
  return comment.id < 0;
}
