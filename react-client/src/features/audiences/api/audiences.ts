import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { announce, announceFailure } from '../../../lib/announcements';
import { ApiError, get, getPage, patch, post, remove } from '../../../lib/api/client';
import { postOnce } from '../../../lib/api/postOnce';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { followersKey } from '../../../lib/api/queryKeys';
import type { Audience, AudienceMember, Post } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';

const audiencesKey = ['audiences'];

/** All audiences of the viewer, newest first. */
export function useAudiences({ enabled = true } = {}) {
  return useQuery({ queryKey: audiencesKey, queryFn: () => get<Audience[]>(laterEndpoints.audienceList), enabled });
}

/**
 * The ids of the audiences of the viewer's post, as in `NewPost`. Asks the server only if it has audiences, and only once: a
 * form must not lose its input because they change.
 */
export function useAudienceIdsOf({ id, has_audience }: Post) {
  const [hadAudience] = useState(has_audience);
  return useQuery({
    queryKey: [...audiencesKey, 'of post', id],
    queryFn: async () => {
      const ids = (await get<Audience[]>(laterEndpoints.audiencesOf(id))).map((audience) => audience.id);
      return { ids: ids.length > 0 ? ids : undefined };
    },
    enabled: hadAudience,
    initialData: hadAudience ? undefined : { ids: [] },
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** All members of an audience. A new audience has none. */
export function useMembers(audience: Audience | undefined) {
  return useQuery({
    queryKey: [...audiencesKey, 'members', audience?.id],
    queryFn: () => allMembers(audience?.id ?? 0),
    enabled: audience !== undefined,
    initialData: audience ? undefined : [],
    gcTime: 0,
  });
}

async function allMembers(audienceId: number): Promise<AudienceMember[]> {
  const members: AudienceMember[] = [];
  for (let path: string | undefined = laterEndpoints.memberList(audienceId); path; ) {
    const page: Awaited<ReturnType<typeof getPage<AudienceMember>>> = await getPage<AudienceMember>(path);
    members.push(...page.items);
    path = page.next;
  }
  return members;
}

interface SavedAudience {
  name: string;
  /** The users to add. */
  added: number[];
  /** The members to remove. */
  removed: AudienceMember[];
}

/** Makes an audience, or changes one. After a failure, the members load again: some may have been changed already. */
export function useSaveAudience(audience: Audience | undefined, onSaved: (saved: Audience) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, added, removed }: SavedAudience) => {
      if (!audience) return postOnce<Audience>(laterEndpoints.audiences, { name, user_ids: added });
      // First, because what is shared with the audience is not for these users.
      for (const { id } of removed) await remove(laterEndpoints.member(audience.id, id));
      for (const user_id of added) await post(laterEndpoints.members(audience.id), { user_id });
      return name === audience.name ? audience : patch<Audience>(laterEndpoints.audience(audience.id), { name });
    },
    onSuccess: (saved) => {
      if (!audience) client.setQueryData<Audience[]>(audiencesKey, (all) => all && [saved, ...all]);
      announce(audience ? laterText.audiences.saved : laterText.audiences.created);
      onSaved(saved);
    },
    onError: () => client.invalidateQueries({ queryKey: followersKey }),
    onSettled: () => client.invalidateQueries({ queryKey: audiencesKey }),
  });
}

/** Deletes an audience. Calls `onGone` before it disappears from the list. */
export function useDeleteAudience(id: number, onGone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(laterEndpoints.audience(id)),
    onSuccess: () => {
      announce(laterText.audiences.deleted);
      onGone();
    },
    onError: (error) => {
      announceFailure(laterText.audiences.notDeleted, error);
      // It was deleted in another window.
      if (error instanceof ApiError && error.code === 'not_found') onGone();
    },
    onSettled: () => client.invalidateQueries({ queryKey: audiencesKey }),
  });
}
