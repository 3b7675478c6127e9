import { useMutation, useQuery, useQueryClient, keepPreviousData } from '@tanstack/react-query';
import { get, patch, post, remove } from './client';
import { endpoints } from './endpoints';
import { findPost, forgetPost, patchPost, postKeys, rememberNewPost } from './postCache';
import type { NewPost, Post } from './types';

export function useFeed(limit: number) {
  return useQuery({
    queryKey: postKeys.feed(limit),
    queryFn: () => get<Post[]>(endpoints.feed(limit)),
    // While a longer feed is on its way, the shorter one stays.
    placeholderData: keepPreviousData,
  });
}

export function usePost(id: number, { enabled = true }: { enabled?: boolean } = {}) {
  const client = useQueryClient();
  return useQuery({
    queryKey: postKeys.one(id),
    queryFn: () => get<Post>(endpoints.post(id)),
    enabled,
    initialData: () => findPost(client, id)?.post,
    initialDataUpdatedAt: () => findPost(client, id)?.loadedAt,
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
