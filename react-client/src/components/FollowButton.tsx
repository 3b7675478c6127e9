import { useFollow } from '../api/following';
import type { Acquaintance } from '../api/people';
import { displayName } from '../format';
import styles from './FollowButton.module.css';
import { Switch } from './Switch';

/** The label says "Following" in both states: it has to hold whichever word is visible. */
export function FollowButton({ person }: { person: Acquaintance }) {
  const { on, flip } = useFollow(person);
  return (
    <Switch on={on} flip={flip} label={`Following ${displayName(person.user)}`} className={`button ${styles.follow}`}>
      {on ? 'Following' : 'Follow'}
    </Switch>
  );
}
