/** Apart from `stories.ts`, which loads first, with the feed. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { post, remove } from '../../../lib/api/client';
import { postOnce } from '../../../lib/api/postOnce';
import { endpoints } from '../../../lib/api/endpoints';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { holdRefreshes } from '../../../lib/api/holdRefreshes';
import { storiesKey } from '../../../lib/api/queryKeys';
import type { NewStory, Story } from '../../../lib/api/types';

/** `onCreated` runs even if the user has closed the form by then. */
export function useCreateStory(onCreated: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (story: NewStory) => postOnce<Story>(endpoints.stories, story),
    onSuccess: (created) => {
      client.setQueryData<Story[]>(storiesKey, (stories) => stories && [created, ...stories]);
      onCreated();
    },
  });
}

/** `onDeleted` runs before the story is removed from the cache. */
export function useDeleteStory(onDeleted: (id: number) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => remove(laterEndpoints.story(id)),
    onSuccess: (_, id) => {
      onDeleted(id);
      client.setQueryData<Story[]>(storiesKey, (stories) => stories?.filter((story) => story.id !== id));
    },
  });
}

/** Marks a story as seen when it is shown. A failure is silent, and not retried: the story stays unseen on the server. */
export function useMarkAsSeen({ id, seen }: Story): void {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (shownId: number) => post(laterEndpoints.storySeen(shownId), {}),
    onMutate: async (shownId) => {
      await holdRefreshes(client, storiesKey);
      client.setQueryData<Story[]>(storiesKey, (stories) =>
        stories?.map((story) => (story.id === shownId ? { ...story, seen: true } : story)),
      );
    },
  });
  const marked = useRef(new Set<number>());
  useEffect(() => {
    if (seen || marked.current.has(id)) return;
    marked.current.add(id);
    mutate(id);
  }, [id, seen, mutate]);
}
