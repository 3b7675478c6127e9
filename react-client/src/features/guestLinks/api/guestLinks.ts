import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../../../lib/announcements';
import { ApiError, remove } from '../../../lib/api/client';
import { postOnce } from '../../../lib/api/postOnce';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import type { CreatedGuestLink, GuestLink, NewGuestLink } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';

const guestLinksKey = ['guest links'];

/** The viewer's links that have not expired, newest first. */
export function useGuestLinks() {
  return usePagedList<GuestLink>(guestLinksKey, laterEndpoints.guestLinkList);
}

/** Returns a function that makes a link. */
export function useCreateGuestLink(): (link: NewGuestLink) => Promise<CreatedGuestLink> {
  const client = useQueryClient();
  return async (link) => {
    const created = await postOnce<CreatedGuestLink>(laterEndpoints.guestLinks, link);
    void client.invalidateQueries({ queryKey: guestLinksKey });
    return created;
  };
}

/** Revokes a link. Calls `onGone` before it disappears from the list. */
export function useRevokeGuestLink(id: number, onGone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => remove(laterEndpoints.guestLink(id)),
    onSuccess: () => {
      announce(laterText.guestLinks.revoked);
      onGone();
    },
    onError: (error) => {
      announceFailure(laterText.guestLinks.notRevoked, error);
      // It has expired, or was revoked in another window.
      if (error instanceof ApiError && error.code === 'not_found') onGone();
    },
    onSettled: () => client.invalidateQueries({ queryKey: guestLinksKey }),
  });
}
