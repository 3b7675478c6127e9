/** What people do about their own account. */
import { useQueryClient } from '@tanstack/react-query';
import { signInRenewed } from '../session';
import { patch, post, remove } from './client';
import { commentKeys } from './commentCache';
import { endpoints } from './endpoints';
import { personKey, profileKey } from './people';
import { postKeys } from './postCache';
import { storiesKey } from './stories';
import type { ProfileChanges, User } from './types';

/** A function that changes the profile, and what is shown of it. */
export function useChangeProfile(): (changes: ProfileChanges) => Promise<User> {
  const client = useQueryClient();
  return async (changes) => {
    const profile = await patch<User>(endpoints.profile, changes);
    client.setQueryData<User>(profileKey, profile);
    // Names and pictures stand beside all that somebody has written.
    for (const queryKey of [postKeys.all, commentKeys.all, storiesKey, personKey(profile.username)]) {
      void client.invalidateQueries({ queryKey });
    }
    return profile;
  };
}

/** Ends every sign-in but this browser's, which gets a new one with the answer. */
export async function changePassword(passwords: { current: string; new: string }): Promise<void> {
  await post(endpoints.password, passwords);
  signInRenewed();
}

export async function deleteAccount(proof: { username: string; password: string }): Promise<void> {
  await remove(endpoints.profile, proof);
}
