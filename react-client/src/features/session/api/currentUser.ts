import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { currentUserKey } from '../../../lib/api/queryKeys';
import type { OwnProfile } from '../../../lib/api/types';

/** The user who is signed in. */
export function useCurrentUser() {
  return useQuery({ queryKey: currentUserKey, queryFn: () => get<OwnProfile>(endpoints.profile) });
}
