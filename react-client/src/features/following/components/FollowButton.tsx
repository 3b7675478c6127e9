import { SwitchButton } from '../../../components/SwitchButton';
import { displayName } from '../../../lib/names';
import { text } from '../../../lib/text';
import { useFollow } from '../api/useFollow';
import type { ListedUser } from '../api/userLists';
import styles from './FollowButton.module.css';

/** The label is the same in both states, and contains the visible word in both. */
export function FollowButton({ listed }: { listed: ListedUser }) {
  const { on, flip } = useFollow(listed);
  return (
    <SwitchButton on={on} flip={flip} label={text.following.followingUser(displayName(listed.user))} className={`button ${styles.follow}`}>
      {on ? text.following.following : text.following.follow}
    </SwitchButton>
  );
}
