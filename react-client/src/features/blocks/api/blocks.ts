import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../../../lib/announcements';
import { post, remove } from '../../../lib/api/client';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { postKeys, storiesKey, userProfileKey } from '../../../lib/api/queryKeys';
import type { Block, Mute, UserSummary } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';

const blocksKey = ['blocks'] as const;
const mutesKey = ['mutes'] as const;

/** What of a user is muted. */
export type Muted = Pick<Mute, 'posts' | 'stories'>;

/** The users whom the viewer blocks, newest first. */
export const useBlocks = () => usePagedList<Block>(blocksKey, laterEndpoints.blockList);

/** The users whom the viewer mutes, newest first. */
export const useMutes = () => usePagedList<Mute>(mutesKey, laterEndpoints.muteList);

/** Blocks a user. Every list may have shown something of them, so all load again. */
export function useBlock(user: UserSummary, onBlocked: () => void) {
  const client = useQueryClient();
  const name = displayName(user);
  return useMutation({
    mutationFn: () => post(laterEndpoints.blocks, { user_id: user.id }),
    onSuccess: () => {
      onBlocked();
      announce(laterText.blocks.blocked(name));
      forget(client, user);
    },
    onError: (error) => announceFailure(laterText.blocks.notBlocked(name), error),
  });
}

/** Forgets what may show a blocked user, and loads again what is shown. */
function forget(client: QueryClient, { username }: UserSummary): void {
  client.removeQueries({ type: 'inactive' });
  client.removeQueries({ queryKey: userProfileKey(username) });
  client.removeQueries({ queryKey: postKeys.by(username) });
  void client.invalidateQueries();
}

/** Ends a block. Calls `onGone` before the user disappears from the list. */
export function useUnblock({ id, user }: Block, onGone: () => void) {
  const client = useQueryClient();
  const name = displayName(user);
  return useMutation({
    mutationFn: () => remove(laterEndpoints.block(id)),
    onSuccess: () => {
      announce(laterText.blocks.unblocked(name));
      onGone();
    },
    onError: (error) => announceFailure(laterText.blocks.notUnblocked(name), error),
    onSettled: () => client.invalidateQueries(),
  });
}

export function useMute(user: UserSummary, onMuted: () => void) {
  const reload = useReloadMuted(user);
  const name = displayName(user);
  return useMutation({
    mutationFn: (muted: Muted) => post(laterEndpoints.mutes, { user_id: user.id, ...muted }),
    onSuccess: () => {
      onMuted();
      announce(laterText.blocks.muted(name));
    },
    onError: (error) => announceFailure(laterText.blocks.notMuted(name), error),
    onSettled: reload,
  });
}

/** Ends a mute. Calls `onGone` before the user disappears from the list. */
export function useUnmute(id: number, user: UserSummary, onGone: () => void) {
  const reload = useReloadMuted(user);
  const name = displayName(user);
  return useMutation({
    mutationFn: () => remove(laterEndpoints.mute(id)),
    onSuccess: () => {
      announce(laterText.blocks.unmuted(name));
      onGone();
    },
    onError: (error) => announceFailure(laterText.blocks.notUnmuted(name), error),
    onSettled: reload,
  });
}

function useReloadMuted({ username }: UserSummary): () => Promise<unknown> {
  const client = useQueryClient();
  const keys = [mutesKey, postKeys.feed, storiesKey, userProfileKey(username)];
  return () => Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}
