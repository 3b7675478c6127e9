import { ShortForm } from '../../../components/forms/ShortForm';
import { announce } from '../../../lib/announcements';
import type { User } from '../../../lib/api/types';
import { discardAllDrafts } from '../../../lib/drafts/draftStore';
import { leaveFor } from '../../../lib/navigation/leave';
import { laterText } from '../../../lib/text/later';
import { changePassword, deleteAccount, useChangeProfile } from '../api/account';
import { Section } from './Section';
import styles from './Section.module.css';

/** As the API requires. */
const MIN_PASSWORD_LENGTH = 8;

/** Asked for to make sure that nobody else uses the open session. */
const passwordField = {
  type: 'password',
  autoComplete: 'current-password',
  check: (input: string) => (input === '' ? laterText.settings.enterPassword : undefined),
  errorCodes: ['wrong_password'],
} as const;

export function AccountSettings({ viewer }: { viewer: User }) {
  return (
    <>
      <Section title={laterText.settings.email}>
        <Email viewer={viewer} />
      </Section>
      <Section title={laterText.settings.password}>
        <Password />
      </Section>
      <Section title={laterText.settings.deletion}>
        <p className={styles.text}>{laterText.settings.deletionHelp}</p>
        {/* Closed, so that nobody fills it in by mistake. */}
        <details className={styles.details}>
          <summary className="button danger">{laterText.settings.openDeletion}</summary>
          <Deletion viewer={viewer} />
        </details>
      </Section>
    </>
  );
}

function Email({ viewer }: { viewer: User }) {
  const change = useChangeProfile();
  return (
    <ShortForm
      draft="settings/email"
      fields={[
        {
          name: 'email',
          label: laterText.settings.emailAddress,
          type: 'email',
          autoComplete: 'email',
          initial: viewer.email,
          check: (input) => (/^\S+@\S+$/.test(input) ? undefined : laterText.settings.badEmail),
          errorCodes: ['invalid_email', 'email_taken'],
        },
        { ...passwordField, name: 'password', label: laterText.settings.yourPassword, hint: laterText.settings.confirmHint },
      ]}
      submit={laterText.settings.saveEmail}
      submitting={laterText.actions.saving}
      send={change}
      onDone={() => announce(laterText.settings.emailSaved)}
    />
  );
}

function Password() {
  return (
    <ShortForm
      fields={[
        { ...passwordField, name: 'current', label: laterText.settings.currentPassword },
        {
          name: 'new',
          label: laterText.settings.newPassword,
          hint: laterText.settings.newPasswordHint(MIN_PASSWORD_LENGTH),
          type: 'password',
          autoComplete: 'new-password',
          check: (input) =>
            input.length < MIN_PASSWORD_LENGTH ? laterText.settings.passwordTooShort(MIN_PASSWORD_LENGTH) : undefined,
          errorCodes: ['password_too_short', 'password_too_long', 'password_too_common', 'password_invalid'],
        },
      ]}
      submit={laterText.settings.changePassword}
      submitting={laterText.settings.changingPassword}
      send={changePassword}
      onDone={() => announce(laterText.settings.passwordChanged)}
    />
  );
}

function Deletion({ viewer }: { viewer: User }) {
  return (
    <ShortForm
      fields={[
        {
          name: 'username',
          label: laterText.settings.yourUsername,
          hint: laterText.settings.usernameHint(viewer.username),
          autoComplete: 'off',
          check: (input) => (input === viewer.username ? undefined : laterText.settings.usernameMismatch(viewer.username)),
          errorCodes: ['username_mismatch'],
        },
        { ...passwordField, name: 'password', label: laterText.settings.yourPassword },
      ]}
      danger
      submit={laterText.settings.deleteAccount}
      submitting={laterText.settings.deleting}
      send={deleteAccount}
      onDone={() => {
        discardAllDrafts();
        leaveFor('/logout?deleted');
      }}
    />
  );
}
