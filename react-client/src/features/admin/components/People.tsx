import { useDeferredValue, useState } from 'react';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { Field } from '../../../components/forms/Field';
import { MAX_SEARCH_LENGTH } from '../../../lib/api/laterEndpoints';
import type { AdminUser, OwnProfile, Role } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { useUsers, userActions, type UserFilter } from '../api/admin';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';
import { useAct } from './ConfirmedActions';
import { CopyField } from './CopyField';

const { people } = adminText;
const ROLES = Object.keys(people.roles) as Role[];
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
          {isAdmin ? <AdminActions user={user} /> : <DisableButton user={user} />}
        </details>
      )}
    </>
  );
}

function DisableButton({ user: { id, username, is_disabled: isDisabled } }: { user: AdminUser }) {
  const act = useAct();
  const [asking, setAsking] = useState(false);
  if (isDisabled) return null;
  if (!asking) {
    return (
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {people.disable}
      </button>
    );
  }
  return (
    <InlineConfirm
      question={people.disableQuestion(username)}
      confirm={people.disable}
      keep={adminText.cancel}
      onConfirm={() => {
        setAsking(false);
        act({ run: () => userActions.disable(id), done: people.disabledDone(username) });
      }}
      onKeep={() => setAsking(false)}
    />
  );
}

function AdminActions({ user }: { user: AdminUser }) {
  const { id, username, role, is_disabled: isDisabled } = user;
  const act = useAct();
  const [link, setLink] = useState<string>();
  return (
    <div className={styles.item}>
      <Field label={people.roleOf(username)}>
        {(control) => (
          <select
            {...control}
            value={role}
            onChange={({ target }) =>
              act({ run: () => userActions.setRole(id, target.value as Role), done: people.roleDone(username) })
            }
          >
            {ROLES.map((choice) => (
              <option key={choice} value={choice}>
                {people.roles[choice]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className={styles.row}>
        <DisableButton user={user} />
        {isDisabled && (
          <button
            type="button"
            className="button"
            onClick={() => act({ run: () => userActions.enable(id), done: people.enabledDone(username) })}
          >
            {people.enable}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => act({ run: () => userActions.signOut(id), done: people.signedOutDone(username) })}
        >
          {people.signOut}
        </button>
        {!isDisabled && (
          <button
            type="button"
            className="button"
            onClick={() => act({ run: () => userActions.resetLink(id), onDone: (answer) => setLink(answer.link) })}
          >
            {people.resetLink}
          </button>
        )}
        <DeleteButton user={user} />
      </div>
      {link !== undefined && <CopyField label={people.link(username)} hint={people.linkHint} link={link} />}
    </div>
  );
}

function DeleteButton({ user: { id, username } }: { user: AdminUser }) {
  const act = useAct();
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" className="button danger" onClick={() => setAsking(true)}>
        {people.delete}
      </button>
    );
  }
  return (
    <InlineConfirm
      question={people.deleteQuestion(username)}
      confirm={people.deleteConfirm}
      keep={adminText.cancel}
      onConfirm={() => {
        setAsking(false);
        act({ run: () => userActions.delete(id), done: people.deletedDone(username) });
      }}
      onKeep={() => setAsking(false)}
    />
  );
}
