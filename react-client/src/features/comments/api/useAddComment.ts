import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../../../lib/announcements';
import { holdRefreshes } from '../../../lib/api/holdRefreshes';
import type { Comment, User } from '../../../lib/api/types';
import { outbox } from '../../../lib/outbox/onDemand';
import { text } from '../../../lib/text';
import {
  addComment,
  changeComment,
  hideComment,
  listsWithComments,
  reloadIncompleteList,
  removeHiddenComment,
} from './commentCache';

let pendingComments = 0;

interface Draft {
  text: string;
  author: User;
}

/** Shows a comment immediately. If the server refuses it, removes it again and gives its text to `onRefused`. */
export function useAddComment(postId: number, onRefused: (text: string) => void) {
  const client = useQueryClient();
  const removePending = (pending: Comment | undefined) => {
    if (!pending) return;
    hideComment(client, pending, true);
    removeHiddenComment(client, pending);
  };
  return useMutation({
    mutationFn: async (draft: Draft) => (await outbox()).sendComment(draft.author.id, postId, draft.text),
    onMutate: async (draft) => {
      await holdRefreshes(client, ...listsWithComments(postId));
      const pending: Comment = {
        id: --pendingComments,
        text: draft.text,
        post_id: postId,
        user: draft.author,
        created_at: new Date().toISOString(),
        likes_count: 0,
      };
      addComment(client, pending);
      return pending;
    },
    onSuccess: (created, _draft, pending) => {
      // The outbox shows a comment that waits.
      if (!created) {
        removePending(pending);
        return;
      }
      changeComment(client, pending, () => created);
      void reloadIncompleteList(client, created);
      announce(text.comments.posted, { visible: false });
    },
    onError: (error, draft, pending) => {
      removePending(pending);
      onRefused(draft.text);
      announceFailure(text.comments.notPosted, error);
    },
  });
}
