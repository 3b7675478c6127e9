/** Shows what waits in the outbox in the cached lists and posts, which come from the server and so lack it. */
import type { Query, QueryClient } from '@tanstack/react-query';
import { changePages, type Pages } from '../../lib/api/pagedList';
import { bookmarksKey, commentKeys, postKeys } from '../../lib/api/queryKeys';
import type { Bookmark, BookmarkedPost, Comment, Post, User } from '../../lib/api/types';
import { PENDING_ID } from '../../lib/api/useToggle';
import type { Entry } from '../../lib/outbox/entry';
import { withLike } from '../likes/api/useLike';

/** Waiting comments have ids below those of comments that are being sent. */
const FIRST_WAITING_ID = -1_000_000;

/** Shows the entries in all cached data. */
export function showEntries(client: QueryClient, entries: Entry[], viewer: User): void {
  for (const query of client.getQueryCache().getAll()) showInQuery(client, query, entries, viewer);
}

/** Shows the entries in data that have just arrived. Returns a function that ends this. */
export function showInArriving(client: QueryClient, entries: () => Entry[], viewer: User): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual) return;
    showInQuery(client, event.query as Query, entries(), viewer);
  });
}

function showInQuery(client: QueryClient, query: Query, entries: Entry[], viewer: User): void {
  if (query.state.data === undefined) return;
  const shown = withEntries(query, entries, viewer);
  if (shown === undefined || shown === query.state.data) return;
  // Whatever is out of date stays so.
  const { dataUpdatedAt: updatedAt, isInvalidated } = query.state;
  client.setQueryData(query.queryKey, shown, { updatedAt });
  if (isInvalidated) query.invalidate();
}

function withEntries({ queryKey, state }: Query, entries: Entry[], viewer: User): unknown {
  const [kind, part] = queryKey;
  const changed = <P extends BookmarkedPost>(post: P) => postWithLikes(post, entries, viewer);
  const full = (post: Post) => postWithComments(changed(post), entries, viewer);
  if (kind === postKeys.all[0] && part === postKeys.lists[1]) {
    return changePages(state.data as Pages<Post>, (posts) => posts.map(full));
  }
  if (kind === postKeys.all[0]) return full(state.data as Post);
  if (kind === bookmarksKey[0]) {
    return changePages(state.data as Pages<Bookmark>, (bookmarks) => bookmarks.map((bookmark) => ({ ...bookmark, post: changed(bookmark.post) })));
  }
  if (kind === commentKeys.all[0]) {
    const waiting = waitingComments(part as number, entries, viewer).toReversed();
    return changePages(state.data as Pages<Comment>, (comments, page) => {
      const others = comments.filter((comment) => !comment.waiting);
      return page === 0 ? [...waiting, ...others] : others;
    });
  }
  return undefined;
}

function postWithLikes<P extends BookmarkedPost>(post: P, entries: Entry[], viewer: User): P {
  let shown = post;
  for (const { change, failure } of entries) {
    if (failure !== undefined || (change.kind !== 'like' && change.kind !== 'unlike') || change.postId !== post.id) continue;
    const isLiked = shown.current_user_like_id !== undefined;
    if (isLiked !== (change.kind === 'like')) shown = withLike(shown, change.kind === 'like' ? PENDING_ID : undefined, viewer.id);
  }
  return shown;
}

function postWithComments(post: Post, entries: Entry[], viewer: User): Post {
  const waiting = waitingComments(post.id, entries, viewer);
  const others = post.comments.filter((comment) => !comment.waiting);
  const before = post.comments.length - others.length;
  if (waiting.length === 0 && before === 0) return post;
  return { ...post, comments: [...others, ...waiting], comments_count: post.comments_count + waiting.length - before };
}

/** Oldest first. */
function waitingComments(postId: number, entries: Entry[], viewer: User): Comment[] {
  return entries.flatMap(({ id, change, failure, createdAt }): Comment[] =>
    change.kind === 'comment' && change.postId === postId && failure === undefined
      ? [{ id: FIRST_WAITING_ID - id, text: change.text, post_id: postId, user: viewer, created_at: createdAt, likes_count: 0, waiting: true }]
      : [],
  );
}
