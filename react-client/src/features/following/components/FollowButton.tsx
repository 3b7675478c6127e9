import { SwitchButton } from '../../../components/SwitchButton';
import { displayName } from '../../../lib/names';
import { text } from '../../../lib/text';
import { useFollow } from '../api/useFollow';
import type { ListedUser } from '../listedUser';
import styles from './FollowButton.module.css';

/** The label is the same whether the viewer follows the user or not, and contains the visible word. A request has its own. */
export function FollowButton({ listed }: { listed: ListedUser }) {
  const { on, flip } = useFollow(listed);
  const requested = listed.followingId === 'requested';
  const name = displayName(listed.user);
  return (
    <SwitchButton
      on={on}
      flip={flip}
      label={requested ? text.following.requestedUser(name) : text.following.followingUser(name)}
      className={`button ${styles.follow}`}
    >
      {requested ? text.following.requested : on ? text.following.following : text.following.follow}
    </SwitchButton>
  );
}
