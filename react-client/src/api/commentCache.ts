/** Changes what the client remembers of comments: the newest ones come with their post, all are a list of their own. */
import type { QueryClient } from '@tanstack/react-query';
import { changePages, itemsOfPages, type Pages } from './pages';
import { bookmarksKey, patchFullPost, postKeys } from './postCache';
import type { Comment } from './types';

export const commentKeys = {
  all: ['comments'] as const,
  /** Those of a post, newest first. */
  of: (postId: number) => ['comments', postId] as const,
};

/** Where comments and what is known of them are remembered. */
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

/** Hides a comment from everybody's eyes, or shows it again. It is counted while it is shown. */
export function hideComment(client: QueryClient, comment: Comment, hidden: boolean): void {
  changeComment(client, comment, (known) => ({ ...known, hidden }));
  countComments(client, comment.post_id, hidden ? -1 : 1);
}

/** Forgets a comment that is hidden already, and so no longer counted. */
export function forgetHiddenComment(client: QueryClient, { id, post_id }: Comment): void {
  const remaining = (comments: Comment[]) => comments.filter((comment) => comment.id !== id);
  patchFullPost(client, post_id, (post) => ({ ...post, comments: remaining(post.comments) }));
  changeList(client, post_id, remaining);
}

/** Asks for the list again if it was on its way when the comment was written, and came without it. */
export async function completeList(client: QueryClient, { id, post_id }: Comment): Promise<void> {
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
