import { useDeferredValue, useState } from 'react';
import { Field } from '../../../components/forms/Field';
import { MAX_SEARCH_LENGTH } from '../../../lib/api/laterEndpoints';
import type { AdminUser, OwnProfile } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { ROLES, useUsers, type UserFilter } from '../api/admin';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';
import { DisableButton, UserActions } from './UserActions';

const { people } = adminText;
const STATES = ['active', 'disabled'] as const;

/** All accounts. Moderators may disable members, admins may do the rest. */
export function People({ viewer }: { viewer: OwnProfile }) {
  const [filter, setFilter] = useState<UserFilter>({ q: '', state: '', role: '' });
  const users = useUsers(useDeferredValue(filter));
  return (
    <>
      <div className={styles.filters} role="search">
        <div className={styles.search}>
          <Field label={people.search}>
            {(control) => (
              <input
                {...control}
                type="search"
                maxLength={MAX_SEARCH_LENGTH}
                value={filter.q}
                onChange={({ target }) => setFilter({ ...filter, q: target.value })}
              />
            )}
          </Field>
        </div>
        <Field label={people.state}>
          {(control) => (
            <select {...control} value={filter.state} onChange={({ target }) => setFilter({ ...filter, state: target.value as UserFilter['state'] })}>
              <option value="">{people.states.all}</option>
              {STATES.map((state) => (
                <option key={state} value={state}>
                  {people.states[state]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={people.role}>
          {(control) => (
            <select {...control} value={filter.role} onChange={({ target }) => setFilter({ ...filter, role: target.value as UserFilter['role'] })}>
              <option value="">{people.anyRole}</option>
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {people.roles[role]}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <AdminList list={users} none={people.none} more={people.more}>
        {(user) => <UserItem user={user} viewer={viewer} />}
      </AdminList>
    </>
  );
}

function UserItem({ user, viewer }: { user: AdminUser; viewer: OwnProfile }) {
  const isAdmin = viewer.role === 'admin';
  const mayAct = isAdmin || user.role === 'member';
  return (
    <>
      <div className={styles.row}>
        <div className={styles.main}>
          <p className={styles.strong} dir="auto">
            {`${user.first_name} ${user.last_name}`}
          </p>
          <p className={styles.quiet}>{`@${user.username} · ${user.email}`}</p>
        </div>
        {user.role !== 'member' && <span className={styles.badge}>{people.roles[user.role]}</span>}
        {user.is_disabled && <span className={styles.badge}>{people.disabled}</span>}
      </div>
      {mayAct && (
        <details>
          <summary className="text-link" aria-label={people.actions(user.username)}>
            {people.open}
          </summary>
          {isAdmin ? <UserActions user={user} /> : <DisableButton user={user} />}
        </details>
      )}
    </>
  );
}
