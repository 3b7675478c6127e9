import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { followersKey, userListKeys } from '../../../lib/api/queryKeys';
import type { Follower, Following, FoundUser, FriendOfFriends } from '../../../lib/api/types';
import { followingIdOf, type ListedUser } from '../listedUser';

export function useFriendsOfFriends() {
  return useQuery({
    queryKey: userListKeys.friendsOfFriends,
    queryFn: async (): Promise<ListedUser[]> => {
      const users = await get<FriendOfFriends[]>(endpoints.friendsOfFriends);
      return users.map(({ followed_by: names, followed_by_count: count, ...user }) => ({
        user,
        followedBy: { names, count },
      }));
    },
  });
}

/** Users with this text in their names. Shows the previous result until the next answer arrives. */
export function useUserSearch(text: string) {
  return useQuery({
    queryKey: userListKeys.found(text),
    queryFn: async (): Promise<ListedUser[]> => {
      const users = await get<FoundUser[]>(laterEndpoints.userSearch(text));
      return users.map((user) => ({ user, followingId: followingIdOf(user) }));
    },
    enabled: text !== '',
    placeholderData: keepPreviousData,
  });
}

export function useFollowing() {
  return useQuery({
    queryKey: userListKeys.following,
    queryFn: async (): Promise<ListedUser[]> => {
      const followings = await get<Following[]>(endpoints.following);
      return followings.map(({ id, following }) => ({ user: following, followingId: id }));
    },
  });
}

export function useFollowers() {
  return useQuery({
    queryKey: followersKey,
    queryFn: () => get<Follower[]>(endpoints.followers),
  });
}
