import { SwitchButton } from '../../../components/SwitchButton';
import { displayName } from '../../../lib/names';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useKnownRequests } from '../api/knownRequests';
import { useFollow } from '../api/useFollow';
import type { ListedUser } from '../listedUser';
import styles from './FollowButton.module.css';

/** The label is the same whether the viewer follows the user or not, and contains the visible word. A request has its own. */
export function FollowButton({ listed }: { listed: ListedUser }) {
  const requests = useKnownRequests('outgoing').data;
  const asked = requests?.some(({ user }) => user.id === listed.user.id);
  const followingId = listed.followingId ?? (asked ? 'requested' : undefined);
  const { on, flip } = useFollow({ ...listed, followingId });
  const requested = followingId === 'requested';
  const name = displayName(listed.user);
  return (
    <SwitchButton
      on={on}
      flip={flip}
      label={requested ? laterText.follow.requestedUser(name) : laterText.follow.followingUser(name)}
      className={`button ${styles.follow}`}
    >
      {requested ? laterText.follow.requested : on ? text.following.following : laterText.follow.follow}
    </SwitchButton>
  );
}
