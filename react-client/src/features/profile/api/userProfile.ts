import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { userProfileKey } from '../../../lib/api/queryKeys';
import type { UserProfile } from '../../../lib/api/types';

/** The profile of any user, the viewer included. */
export function useUserProfile(username: string) {
  return useQuery({ queryKey: userProfileKey(username), queryFn: () => get<UserProfile>(endpoints.user(username)) });
}
