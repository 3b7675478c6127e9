import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { addNewPost, findPost, removePost } from '../../../lib/api/cachedPosts';
import { get, patch, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { patchPost } from '../../../lib/api/postCache';
import { postKeys } from '../../../lib/api/queryKeys';
import type { NewPost, Post, PostChanges } from '../../../lib/api/types';
import { sendPost } from '../../../lib/outbox';

export function usePostsBy(username: string) {
  return usePagedList<Post>(postKeys.by(username), endpoints.postsBy(username));
}

export function usePost(id: number, { enabled = true }: { enabled?: boolean } = {}) {
  const client = useQueryClient();
  return useQuery({
    queryKey: postKeys.one(id),
    queryFn: () => get<Post>(endpoints.postWithComments(id)),
    enabled,
    initialData: () => findPost(client, id)?.post,
    initialDataUpdatedAt: () => findPost(client, id)?.loadedAt,
    // A dialog that is closing because its post was deleted goes on showing the post.
    placeholderData: keepPreviousData,
  });
}

interface WrittenPost {
  userId: number;
  post: NewPost;
  /** The files of its photos, by their position. */
  files: (File | undefined)[];
}

/** `onCreated` runs even if the user has closed the form by then, and also if the post waits in the outbox. */
export function useCreatePost(onCreated: (created: Post | undefined) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, post, files }: WrittenPost) => sendPost(userId, post, files),
    onSuccess: (created) => {
      if (created) addNewPost(client, created);
      onCreated(created);
    },
  });
}

/** `onUpdated` runs even if the user has closed the form by then. */
export function useUpdatePost(id: number, onUpdated: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: PostChanges) => patch<Post>(endpoints.post(id), changes),
    onSuccess: ({ image_url, alt_text, images, caption, has_audience }) => {
      patchPost(client, id, (cached) => ({ ...cached, image_url, alt_text, images, caption, has_audience }));
      onUpdated();
    },
  });
}

export function useDeletePost(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(endpoints.post(id)),
    onSuccess: () => removePost(client, id),
  });
}
