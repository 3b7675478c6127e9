import { useState } from 'react';
import { Avatar } from '../../../components/Avatar';
import { Field } from '../../../components/forms/Field';
import { Identity } from '../../../components/Identity';
import type { Follower, UserSummary } from '../../../lib/api/types';
import { fullName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';
import styles from './AudienceDialog.module.css';

interface FollowerChoicesProps {
  followers: Follower[];
  isChosen: (userId: number) => boolean;
  onChoose: (userId: number, isChosen: boolean) => void;
}

/** The viewer's followers, of whom some are chosen, with a filter. Those who were chosen at first come first. */
export function FollowerChoices({ followers, isChosen, onChoose }: FollowerChoicesProps) {
  const [filter, setFilter] = useState('');
  const [chosenFirst] = useState(() => new Set(followers.map(({ id, follower }) => isChosen(follower.id) && id)));
  if (followers.length === 0) return <p>{laterText.audiences.noFollowers}</p>;

  const rank = ({ id }: Follower) => (chosenFirst.has(id) ? 0 : 1);
  const found = followers.filter(({ follower }) => matches(follower, filter)).sort((a, b) => rank(a) - rank(b));
  return (
    <>
      <Field label={laterText.audiences.filter} note={found.length === 0 ? laterText.audiences.noMatch : undefined}>
        {(control) => (
          <input
            {...control}
            type="search"
            autoComplete="off"
            value={filter}
            onChange={({ target }) => setFilter(target.value)}
            // Does not send the form.
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
        )}
      </Field>
      <ul>
        {found.map(({ id, follower }) => (
          <li key={id} className={styles.row}>
            <label className={styles.follower}>
              <input type="checkbox" checked={isChosen(follower.id)} onChange={({ target }) => onChoose(follower.id, target.checked)} />
              <Avatar user={follower} />
              <Identity user={follower} stacked />
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}

function matches(user: UserSummary, filter: string): boolean {
  return `${fullName(user)} @${user.username}`.toLowerCase().includes(filter.trim().toLowerCase());
}
