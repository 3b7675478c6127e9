import { useQuery } from '@tanstack/react-query';
import { get } from './client';
import { endpoints } from './endpoints';
import type { Follower, Following, Story, User } from './types';

export const profileKey = ['profile'] as const;
export const storiesKey = ['stories'] as const;
export const suggestionsKey = ['suggestions'] as const;
export const followingKey = ['following'] as const;
const followersKey = ['followers'] as const;

/** Somebody in a list, with the id of the viewer's following of them where there is one. */
export interface Person {
  user: User;
  followingId?: number;
}

export function useProfile() {
  return useQuery({ queryKey: profileKey, queryFn: () => get<User>(endpoints.profile) });
}

export function useStories() {
  return useQuery({ queryKey: storiesKey, queryFn: () => get<Story[]>(endpoints.stories) });
}

export function useSuggestions() {
  return useQuery({
    queryKey: suggestionsKey,
    queryFn: async (): Promise<Person[]> => {
      const users = await get<User[]>(endpoints.suggestions);
      return users.map((user) => ({ user }));
    },
  });
}

export function useFollowing() {
  return useQuery({
    queryKey: followingKey,
    queryFn: async (): Promise<Person[]> => {
      const followings = await get<Following[]>(endpoints.following);
      return followings.map(({ id, following }) => ({ user: following, followingId: id }));
    },
  });
}

export function useFollowers() {
  return useQuery({
    queryKey: followersKey,
    queryFn: async (): Promise<User[]> => {
      const followers = await get<Follower[]>(endpoints.followers);
      return followers.map(({ follower }) => follower);
    },
  });
}
