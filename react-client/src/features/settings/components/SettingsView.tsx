import { Download, LogOut } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { ShortForm } from '../../../components/forms/ShortForm';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import shared from '../../../components/views.module.css';
import { ViewTitle } from '../../../components/ViewTitle';
import { announce } from '../../../lib/announcements';
import { endpoints } from '../../../lib/api/endpoints';
import type { StorageUse, User } from '../../../lib/api/types';
import { discardAllDrafts } from '../../../lib/drafts/draftStore';
import { leaveFor } from '../../../lib/navigation/leave';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { changePassword, deleteAccount, useChangeProfile, useStorage } from '../api/account';
import { ProfilePhoto } from './ProfilePhoto';
import styles from './SettingsView.module.css';

/** As the API requires. */
const MIN_PASSWORD_LENGTH = 8;

/** Asked for to make sure that nobody else uses the open session. */
const passwordField = {
  type: 'password',
  autoComplete: 'current-password',
  check: (input: string) => (input === '' ? laterText.settings.enterPassword : undefined),
  errorCodes: ['wrong_password'],
} as const;

export function SettingsView() {
  const currentUser = useCurrentUser();
  return (
    <div className={`${shared.view} ${shared.narrow}`}>
      <ViewTitle>{laterText.settings.title}</ViewTitle>
      <QueryContent
        query={currentUser}
        failed={laterText.settings.failed}
        skeleton={<Skeleton label={laterText.settings.loading} pieces={[styles.placeholder]} />}
      >
        {(viewer) => (
          <>
            <Section title={laterText.settings.photo}>
              <ProfilePhoto viewer={viewer} />
            </Section>
            <Section title={laterText.settings.name}>
              <Names viewer={viewer} />
            </Section>
            <Section title={laterText.settings.email}>
              <Email viewer={viewer} />
            </Section>
            <Section title={laterText.settings.password}>
              <Password />
            </Section>
            <Section title={laterText.settings.storage}>
              <Storage />
            </Section>
            <Section title={laterText.settings.data}>
              <p className={styles.text}>{laterText.settings.dataHelp}</p>
              <a href={endpoints.dataExport} download className={`button ${styles.action}`}>
                <Download size={18} aria-hidden="true" />
                {laterText.settings.downloadData}
              </a>
            </Section>
            <Section title={laterText.settings.signOut}>
              <p className={styles.text}>{laterText.settings.signOutHelp}</p>
              <a href="/logout" className={`button ${styles.action}`} onClick={discardAllDrafts}>
                <LogOut size={18} aria-hidden="true" />
                {laterText.settings.signOut}
              </a>
            </Section>
            <Section title={laterText.settings.deletion}>
              <Deletion viewer={viewer} />
            </Section>
          </>
        )}
      </QueryContent>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const titleId = useId();
  return (
    <section className={`card ${styles.section}`} aria-labelledby={titleId}>
      <h2 id={titleId} className={styles.title}>
        {title}
      </h2>
      {children}
    </section>
  );
}

function Storage() {
  const storage = useStorage();
  return (
    <QueryContent
      query={storage}
      failed={laterText.settings.storageFailed}
      skeleton={<Skeleton label={laterText.settings.storageLoading} pieces={[styles.line]} />}
    >
      {(use) => <StorageMeter use={use} />}
    </QueryContent>
  );
}

function StorageMeter({ use }: { use: StorageUse }) {
  const textId = useId();
  // Both limits apply: the meter shows the one that is closer.
  const part = Math.max(use.bytes_used / use.bytes_limit, use.images_used / use.images_limit);
  return (
    <>
      <p id={textId} className={styles.text}>
        {laterText.settings.storageUse(use.bytes_used, use.bytes_limit, use.images_used, use.images_limit)}
        {part >= 1 && ` ${laterText.settings.storageFull}`}
      </p>
      <meter className={styles.meter} aria-labelledby={textId} max={1} high={0.9} optimum={0} value={Math.min(1, part)} />
    </>
  );
}

function Names({ viewer }: { viewer: User }) {
  const change = useChangeProfile();
  return (
    <ShortForm
      draft="settings/name"
      fields={[
        { name: 'first_name', label: laterText.settings.firstName, autoComplete: 'given-name', initial: viewer.first_name },
        { name: 'last_name', label: laterText.settings.lastName, autoComplete: 'family-name', initial: viewer.last_name },
      ]}
      submit={laterText.settings.saveName}
      submitting={laterText.actions.saving}
      send={change}
      onDone={() => announce(laterText.settings.nameSaved)}
    />
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
        leaveFor('/logout');
      }}
    >
      <p className={styles.text}>{laterText.settings.deletionHelp}</p>
    </ShortForm>
  );
}
