import { useState } from 'react';
import { Field } from '../../../components/forms/Field';
import type { AdminUser, Role } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { ROLES, userActions } from '../api/admin';
import { ActionButton } from './ActionButton';
import styles from './AdminList.module.css';
import { CopyField } from './CopyField';
import { UserLimits } from './UserLimits';

const { people } = adminText;

/** What admins may do with an account. The link for a new password ends when the sessions of the account end. */
export function UserActions({ user }: { user: AdminUser }) {
  const { id, username, is_disabled: isDisabled } = user;
  const [link, setLink] = useState<string>();
  const forgetLink = () => setLink(undefined);
  return (
    <div className={styles.item}>
      <RoleForm user={user} />
      <div className={styles.row}>
        <DisableButton user={user} mayEnable onDisabled={forgetLink} />
        <ActionButton action={{ run: () => userActions.signOut(id), done: people.signedOutDone(username), onDone: forgetLink }}>
          {people.signOut}
        </ActionButton>
        {!isDisabled && (
          <ActionButton action={{ run: () => userActions.resetLink(id), onDone: (answer) => setLink(answer.link) }}>
            {people.resetLink}
          </ActionButton>
        )}
        <ActionButton
          className="button danger"
          question={people.deleteQuestion(username)}
          confirm={people.deleteConfirm}
          action={{ run: () => userActions.delete(id), done: people.deletedDone(username) }}
        >
          {people.delete}
        </ActionButton>
      </div>
      <UserLimits user={user} />
      {link !== undefined && <CopyField label={people.link(username)} hint={people.linkHint} link={link} />}
    </div>
  );
}

interface DisableButtonProps {
  user: AdminUser;
  mayEnable?: boolean;
  onDisabled?: () => void;
}

/** Disables an account, or enables it. One button in the same place, so that it keeps the focus. */
export function DisableButton({ user: { id, username, is_disabled: isDisabled }, mayEnable = false, onDisabled }: DisableButtonProps) {
  if (!isDisabled) {
    return (
      <ActionButton
        question={people.disableQuestion(username)}
        action={{ run: () => userActions.disable(id), done: people.disabledDone(username), onDone: onDisabled }}
      >
        {people.disable}
      </ActionButton>
    );
  }
  if (!mayEnable) return null;
  return <ActionButton action={{ run: () => userActions.enable(id), done: people.enabledDone(username) }}>{people.enable}</ActionButton>;
}

/** The keyboard changes a select step by step, so the choice needs a button. */
function RoleForm({ user: { id, username, role } }: { user: AdminUser }) {
  const [choice, setChoice] = useState<Role>();
  const chosen = choice ?? role;
  return (
    <div className={styles.choice}>
      <Field label={people.roleOf(username)}>
        {(control) => (
          <select {...control} value={chosen} onChange={({ target }) => setChoice(target.value as Role)}>
            {ROLES.map((option) => (
              <option key={option} value={option}>
                {people.roles[option]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ActionButton
        name={people.saveRoleOf(username)}
        isDisabled={chosen === role}
        action={{ run: () => userActions.setRole(id, chosen), done: people.roleDone(username), onDone: () => setChoice(undefined) }}
      >
        {people.saveRole}
      </ActionButton>
    </div>
  );
}
