import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { storiesKey } from '../../../lib/api/queryKeys';
import type { NewStory, Story } from '../../../lib/api/types';

export function useStories() {
  return useQuery({ queryKey: storiesKey, queryFn: () => get<Story[]>(endpoints.stories) });
}

/** `onCreated` runs even if the user has closed the form by then. */
export function useCreateStory(onCreated: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (story: NewStory) => post<Story>(endpoints.stories, story),
    onSuccess: (created) => {
      client.setQueryData<Story[]>(storiesKey, (stories) => stories && [created, ...stories]);
      onCreated();
    },
  });
}

/** `onDeleted` runs before the story is removed from the cache. */
export function useDeleteStory(id: number, onDeleted: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(endpoints.story(id)),
    onSuccess: () => {
      onDeleted();
      client.setQueryData<Story[]>(storiesKey, (stories) => stories?.filter((story) => story.id !== id));
    },
  });
}

/** Groups stories by user, oldest first in each group. The viewer's group comes first, then those with the newest stories. */
export function storiesByUser(stories: Story[], viewerId: number | undefined): Story[][] {
  const groups = new Map<number, Story[]>();
  for (const story of stories) {
    groups.set(story.user.id, [story, ...(groups.get(story.user.id) ?? [])]);
  }
  const own = (group: Story[]) => group[0]?.user.id === viewerId;
  const all = [...groups.values()];
  return [...all.filter(own), ...all.filter((group) => !own(group))];
}
