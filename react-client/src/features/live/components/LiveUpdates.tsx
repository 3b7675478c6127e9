import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { listen, type LiveEvents } from '../../../lib/api/liveEvents';
import { commentKeys, notificationKeys, postKeys } from '../../../lib/api/queryKeys';
import type { NotificationCount, Post } from '../../../lib/api/types';
import { parsePostPath, paths } from '../../../lib/navigation/routes';
import { NewPosts } from './NewPosts';

/**
 * Shows what changes on the server while the page is open: the number of notifications, likes and comments of the open post,
 * and a button if there are new posts, so that the feed never jumps.
 */
export function LiveUpdates() {
  const client = useQueryClient();
  const [path] = useLocation();
  const [newestId, setNewestId] = useState<number>();
  const postId = parsePostPath(path)?.id;

  useEffect(
    () =>
      listen(postId, {
        notifications: (count) => client.setQueryData<NotificationCount>(notificationKeys.unseen, count),
        posts: ({ post_id: id }) => setNewestId(id),
        post: (post) => updatePost(client, post),
      }),
    [client, postId],
  );
  return path === paths.feed && newestId !== undefined && <NewPosts newestId={newestId} onShown={() => setNewestId(undefined)} />;
}

/** Loads the post again if it is not shown as it is. */
function updatePost(client: QueryClient, { post_id: id, likes_count: likes, comments_count: comments }: LiveEvents['post']): void {
  const shown = client.getQueryData<Post>(postKeys.one(id));
  if (!shown || (shown.likes.length === likes && shown.comments_count === comments)) return;
  void client.invalidateQueries({ queryKey: postKeys.one(id) });
  if (shown.comments_count !== comments) void client.invalidateQueries({ queryKey: commentKeys.of(id) });
}
