/** Changes to the viewer's own account. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch, postForNewSession, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { commentKeys, currentUserKey, postKeys, storiesKey, userProfileKey } from '../../../lib/api/queryKeys';
import type { AccountDeletion, OwnProfile, PasswordChange, ProfileChanges, StorageUse } from '../../../lib/api/types';
import { reloadFollowers } from '../../following/api/followRequests';
import { renewSubscription } from '../../notifications/api/browserPush';
import { sessionRenewed } from '../../session/session';

const storageKey = ['storage'] as const;

/** How much of the quota is used. It changes with every upload. */
export function useStorage() {
  return useQuery({ queryKey: storageKey, queryFn: () => get<StorageUse>(laterEndpoints.storage), staleTime: 0 });
}

/** Returns a function that changes the profile, and reloads what shows it. */
export function useChangeProfile(): (changes: ProfileChanges) => Promise<OwnProfile> {
  const client = useQueryClient();
  return async (changes) => {
    const profile = await patch<OwnProfile>(endpoints.profile, changes);
    client.setQueryData<OwnProfile>(currentUserKey, profile);
    if (changes.is_private !== undefined) void reloadFollowers(client);
    // Every post, comment and story shows the name and photo of its author.
    for (const queryKey of [postKeys.all, commentKeys.all, storiesKey, userProfileKey(profile.username)]) {
      void client.invalidateQueries({ queryKey });
    }
    return profile;
  };
}

/** Ends all other sessions of the user. The answer carries a new session for this browser. */
export async function changePassword(passwords: PasswordChange): Promise<void> {
  await postForNewSession(laterEndpoints.password, passwords);
  sessionRenewed();
  // Push messages ended with the old session. If this fails, the next visit tries again.
  renewSubscription().catch(() => undefined);
}

export async function deleteAccount(proof: AccountDeletion): Promise<void> {
  await remove(endpoints.profile, proof);
}
