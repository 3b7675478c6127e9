import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, remove } from './client';
import { endpoints } from './endpoints';
import type { NewStory, Story } from './types';

export const storiesKey = ['stories'] as const;

export function useStories() {
  return useQuery({ queryKey: storiesKey, queryFn: () => get<Story[]>(endpoints.stories) });
}

/** `onCreated` runs even when whoever asked has left the form by then. */
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

/** `onDeleted` runs before the story is gone from what this client remembers. */
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

/** The stories of each person together, oldest first: the viewer's, then whose newest is the newest. */
export function storiesByPerson(stories: Story[], viewerId: number | undefined): Story[][] {
  const groups = new Map<number, Story[]>();
  for (const story of stories) {
    groups.set(story.user.id, [story, ...(groups.get(story.user.id) ?? [])]);
  }
  const own = (group: Story[]) => group[0]?.user.id === viewerId;
  const all = [...groups.values()];
  return [...all.filter(own), ...all.filter((group) => !own(group))];
}
