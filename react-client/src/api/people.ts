import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from './client';
import { endpoints } from './endpoints';
import type { Follower, Following, FoundPerson, FriendOfFriends, Person, PersonDetails, StorageUse, User } from './types';

export const profileKey = ['profile'] as const;
const followersKey = ['followers'] as const;
export const personKey = (username: string) => ['person', username] as const;

/** Lists of {@link Acquaintance}. */
export const peopleKeys = {
  all: ['people'] as const,
  following: ['people', 'following'] as const,
  suggestions: ['people', 'suggestions'] as const,
  friendsOfFriends: ['people', 'friends of friends'] as const,
  found: (text: string) => ['people', 'found', text] as const,
};

/** Somebody in a list, with the id of the viewer's following of them where there is one. */
export interface Acquaintance {
  user: Person;
  followingId?: number;
  /** Who follows them of those the viewer follows: some names, and how many there are. */
  followedBy?: { names: string[]; count: number };
}

export function useProfile() {
  return useQuery({ queryKey: profileKey, queryFn: () => get<User>(endpoints.profile) });
}

/** How much of their quota the viewer has used. It changes with every upload. */
export function useStorage() {
  return useQuery({ queryKey: ['storage'], queryFn: () => get<StorageUse>(endpoints.storage), staleTime: 0 });
}

/** Somebody's page, which may be the viewer's own. */
export function usePerson(username: string) {
  return useQuery({ queryKey: personKey(username), queryFn: () => get<PersonDetails>(endpoints.person(username)) });
}

export function useSuggestions() {
  return useQuery({
    queryKey: peopleKeys.suggestions,
    queryFn: async (): Promise<Acquaintance[]> => {
      const users = await get<Person[]>(endpoints.suggestions);
      return users.map((user) => ({ user }));
    },
  });
}

export function useFriendsOfFriends() {
  return useQuery({
    queryKey: peopleKeys.friendsOfFriends,
    queryFn: async (): Promise<Acquaintance[]> => {
      const people = await get<FriendOfFriends[]>(endpoints.friendsOfFriends);
      return people.map(({ followed_by: names, followed_by_count: count, ...user }) => ({
        user,
        followedBy: { names, count },
      }));
    },
  });
}

/** People with this text in their names. What was found before stays until the next answer is there. */
export function usePeopleSearch(text: string) {
  return useQuery({
    queryKey: peopleKeys.found(text),
    queryFn: async (): Promise<Acquaintance[]> => {
      const people = await get<FoundPerson[]>(endpoints.peopleFound(text));
      return people.map(({ following_id: followingId, ...user }) => ({ user, followingId }));
    },
    enabled: text !== '',
    placeholderData: keepPreviousData,
  });
}

export function useFollowing() {
  return useQuery({
    queryKey: peopleKeys.following,
    queryFn: async (): Promise<Acquaintance[]> => {
      const followings = await get<Following[]>(endpoints.following);
      return followings.map(({ id, following }) => ({ user: following, followingId: id }));
    },
  });
}

export function useFollowers() {
  return useQuery({
    queryKey: followersKey,
    queryFn: async (): Promise<Person[]> => {
      const followers = await get<Follower[]>(endpoints.followers);
      return followers.map(({ follower }) => follower);
    },
  });
}
