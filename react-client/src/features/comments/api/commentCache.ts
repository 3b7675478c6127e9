/** Changes cached comments. A post holds its newest comments; a list of its own holds all of them. */
import type { QueryClient } from '@tanstack/react-query';
import { changePages, itemsOfPages, type Pages } from '../../../lib/api/pagedList';
import { patchFullPost } from '../../../lib/api/postCache';
import { bookmarksKey, commentKeys, postKeys } from '../../../lib/api/queryKeys';
import type { Comment } from '../../../lib/api/types';

/** The cached lists that hold comments of a post, or their number. */
export const listsWithComments = (postId: number) => [postKeys.all, bookmarksKey, commentKeys.of(postId)];

export function addComment(client: QueryClient, comment: Comment): void {
  patchFullPost(client, comment.post_id, (post) => ({
    ...post,
    comments: [...post.comments, comment],
    comments_count: post.comments_count + 1,
  }));
  changeList(client, comment.post_id, (comments, page) => (page === 0 ? [comment, ...comments] : comments));
}

export function changeComment(client: QueryClient, { id, post_id }: Comment, change: (comment: Comment) => Comment): void {
  const changed = (comments: Comment[]) => comments.map((comment) => (comment.id === id ? change(comment) : comment));
  patchFullPost(client, post_id, (post) => ({ ...post, comments: changed(post.comments) }));
  changeList(client, post_id, changed);
}

/** Hides a comment, or shows it again. Only comments that are shown are counted. */
export function hideComment(client: QueryClient, comment: Comment, hidden: boolean): void {
  changeComment(client, comment, (cached) => ({ ...cached, hidden }));
  countComments(client, comment.post_id, hidden ? -1 : 1);
}

/** Removes a comment that is already hidden, and so is not counted any more. */
export function removeHiddenComment(client: QueryClient, { id, post_id }: Comment): void {
  const remaining = (comments: Comment[]) => comments.filter((comment) => comment.id !== id);
  patchFullPost(client, post_id, (post) => ({ ...post, comments: remaining(post.comments) }));
  changeList(client, post_id, remaining);
}

/** Reloads the list if it was requested before the comment was created, and arrived without it. */
export async function reloadIncompleteList(client: QueryClient, { id, post_id }: Comment): Promise<void> {
  const queryKey = commentKeys.of(post_id);
  const list = client.getQueryData<Pages<Comment>>(queryKey);
  if (list && !itemsOfPages(list).some((comment) => comment.id === id)) await client.invalidateQueries({ queryKey });
}

function countComments(client: QueryClient, postId: number, more: number): void {
  patchFullPost(client, postId, (post) => ({ ...post, comments_count: post.comments_count + more }));
}

function changeList(client: QueryClient, postId: number, change: (comments: Comment[], page: number) => Comment[]): void {
  client.setQueryData<Pages<Comment>>(commentKeys.of(postId), (list) => list && changePages(list, change));
}
