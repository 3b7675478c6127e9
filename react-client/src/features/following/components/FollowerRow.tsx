import { X } from 'lucide-react';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { useAsking } from '../../../components/useAsking';
import { UserRow } from '../../../components/UserRow';
import { focusViewTitle } from '../../../components/ViewTitle';
import { displayName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';
import { useRemoveFollower } from '../api/followRequests';
import type { ListedUser } from '../listedUser';
import { FollowButton } from './FollowButton';

interface FollowerRowProps {
  /** The id of the follower, not of the user. */
  id: number;
  listed: ListedUser;
  /** False while the list of users that the viewer follows is still loading. */
  followingKnown: boolean;
}

/** A follower of the viewer, who can be followed back or removed. */
export function FollowerRow({ id, listed, followingKnown }: FollowerRowProps) {
  const { asking, setAsking, button } = useAsking();
  const { mutate: remove, isPending } = useRemoveFollower(id, listed.user, focusViewTitle);
  const name = displayName(listed.user);
  if (asking) {
    return (
      <UserRow user={listed.user}>
        <InlineConfirm
          question={laterText.followRequests.removeQuestion(name)}
          confirm={laterText.followRequests.remove}
          onConfirm={() => {
            setAsking(false);
            remove();
          }}
          onKeep={() => setAsking(false)}
        />
      </UserRow>
    );
  }
  return (
    <UserRow user={listed.user}>
      {followingKnown && <FollowButton listed={listed} />}
      <button
        type="button"
        ref={button}
        className="icon-button"
        title={laterText.followRequests.removeUser(name)}
        aria-label={laterText.followRequests.removeUser(name)}
        aria-disabled={isPending}
        onClick={() => !isPending && setAsking(true)}
      >
        <X size={20} aria-hidden="true" />
      </button>
    </UserRow>
  );
}
