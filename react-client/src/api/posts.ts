import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, remove } from './client';
import { endpoints } from './endpoints';
import { usePagedList } from './pages';
import { findPost, forgetPost, patchPost, postKeys, rememberNewPost } from './postCache';
import type { NewPost, Post } from './types';

export function useFeed() {
  return usePagedList<Post>(postKeys.feed, endpoints.feed);
}

export function usePostsBy(username: string) {
  return usePagedList<Post>(postKeys.by(username), endpoints.postsBy(username));
}

export function usePost(id: number, { enabled = true }: { enabled?: boolean } = {}) {
  const client = useQueryClient();
  return useQuery({
    queryKey: postKeys.one(id),
    queryFn: () => get<Post>(endpoints.postShown(id)),
    enabled,
    initialData: () => findPost(client, id)?.post,
    initialDataUpdatedAt: () => findPost(client, id)?.loadedAt,
    // A dialog that closes because its post was deleted shows it to the last.
    placeholderData: keepPreviousData,
  });
}

/** `onCreated` runs even when whoever asked has left the form by then. */
export function useCreatePost(onCreated: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (newPost: NewPost) => post<Post>(endpoints.posts, newPost),
    onSuccess: (created) => {
      rememberNewPost(client, created);
      onCreated();
    },
  });
}

/** `onUpdated` runs even when whoever asked has left the form by then. */
export function useUpdatePost(id: number, onUpdated: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: Partial<NewPost>) => patch<Post>(endpoints.post(id), changes),
    onSuccess: ({ image_url, caption, alt_text }) => {
      patchPost(client, id, (known) => ({ ...known, image_url, caption, alt_text }));
      onUpdated();
    },
  });
}

export function useDeletePost(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(endpoints.post(id)),
    onSuccess: () => forgetPost(client, id),
  });
}
