import { Download, LogOut } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { announce } from '../announcements';
import { endpoints } from '../api/endpoints';
import { useProfile, useStorage } from '../api/people';
import { changePassword, deleteAccount, useChangeProfile } from '../api/profile';
import type { StorageUse, User } from '../api/types';
import { PageTitle } from '../components/PageTitle';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { discardAllDrafts } from '../drafts/draftStore';
import { bytes, count } from '../format';
import { ProfilePicture } from '../forms/ProfilePicture';
import { ShortForm } from '../forms/ShortForm';
import { leaveFor } from '../navigation/leave';
import styles from './SettingsView.module.css';
import shared from './views.module.css';

/** What the API wants of a password. */
const SHORTEST_PASSWORD = 8;

/** What is asked for to be sure that it is still the same person. */
const currentPassword = {
  type: 'password',
  autoComplete: 'current-password',
  check: (text: string) => (text === '' ? 'Enter your password.' : undefined),
  refusal: (message: string) => (message.includes('is not your password') ? 'This is not your password.' : undefined),
} as const;

/** All about one's own account. */
export function SettingsView() {
  const profile = useProfile();
  return (
    <div className={`${shared.view} ${shared.narrow}`}>
      <PageTitle>Settings</PageTitle>
      <QueryContent query={profile} what="Your settings" skeleton={<Skeleton of="your settings" pieces={[styles.placeholder]} />}>
        {(viewer) => (
          <>
            <Section title="Picture">
              <ProfilePicture viewer={viewer} />
            </Section>
            <Section title="Name">
              <Names viewer={viewer} />
            </Section>
            <Section title="E-mail">
              <Email viewer={viewer} />
            </Section>
            <Section title="Password">
              <Password />
            </Section>
            <Section title="Storage">
              <Storage />
            </Section>
            <Section title="Your data">
              <p className={styles.text}>
                Everything you have put here: your profile, posts, comments, likes and bookmarks as a JSON file, and your
                pictures.
              </p>
              <a href={endpoints.archive} download className={`button ${styles.action}`}>
                <Download size={18} aria-hidden="true" />
                Download all of it
              </a>
            </Section>
            <Section title="Sign out">
              <p className={styles.text}>Ends the sign-in of this browser.</p>
              <a href="/logout" className={`button ${styles.action}`} onClick={discardAllDrafts}>
                <LogOut size={18} aria-hidden="true" />
                Sign out here
              </a>
            </Section>
            <Section title="Delete account">
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
      what="Your storage"
      skeleton={<Skeleton of="your storage" pieces={[styles.line]} />}
    >
      {(use) => <StorageMeter use={use} />}
    </QueryContent>
  );
}

function StorageMeter({ use }: { use: StorageUse }) {
  const textId = useId();
  // Whichever limit is reached first.
  const part = Math.max(use.bytes_used / use.bytes_limit, use.images_used / use.images_limit);
  return (
    <>
      <p id={textId} className={styles.text}>
        Your photos use {bytes(use.bytes_used)} of {bytes(use.bytes_limit)}. You have uploaded{' '}
        {count(use.images_used, 'photo')}, and may upload {count(use.images_limit, 'photo')}.
        {part >= 1 && ' Delete photos to make room.'}
      </p>
      <meter className={styles.meter} aria-labelledby={textId} max={1} high={0.9} optimum={0} value={Math.min(1, part)} />
    </>
  );
}

function Names({ viewer }: { viewer: User }) {
  const change = useChangeProfile();
  return (
    <ShortForm
      fields={[
        { name: 'first_name', label: 'First name', autoComplete: 'given-name', initial: viewer.first_name },
        { name: 'last_name', label: 'Last name', autoComplete: 'family-name', initial: viewer.last_name },
      ]}
      submit="Save name"
      submitting="Saving…"
      send={change}
      onDone={() => announce('Your name is saved')}
    />
  );
}

function Email({ viewer }: { viewer: User }) {
  const change = useChangeProfile();
  return (
    <ShortForm
      fields={[
        {
          name: 'email',
          label: 'E-mail address',
          type: 'email',
          autoComplete: 'email',
          initial: viewer.email,
          check: (text) => (/^\S+@\S+$/.test(text) ? undefined : 'Enter an e-mail address, such as ada@example.org.'),
          refusal: (message) => (message.includes('e-mail address') ? message : undefined),
        },
        { ...currentPassword, name: 'password', label: 'Your password', hint: 'To be sure that it is you.' },
      ]}
      submit="Save e-mail address"
      submitting="Saving…"
      send={change}
      onDone={() => announce('Your e-mail address is saved')}
    />
  );
}

function Password() {
  return (
    <ShortForm
      fields={[
        { ...currentPassword, name: 'current', label: 'Current password' },
        {
          name: 'new',
          label: 'New password',
          hint: `At least ${SHORTEST_PASSWORD} characters. Every other browser is signed out.`,
          type: 'password',
          autoComplete: 'new-password',
          check: (text) =>
            text.length < SHORTEST_PASSWORD ? `A password needs at least ${SHORTEST_PASSWORD} characters.` : undefined,
          refusal: (message) => (/\bpassword\b/i.test(message) ? message : undefined),
        },
      ]}
      submit="Change password"
      submitting="Changing…"
      send={changePassword}
      onDone={() => announce('Your password is changed')}
    />
  );
}

function Deletion({ viewer }: { viewer: User }) {
  return (
    <ShortForm
      fields={[
        {
          name: 'username',
          label: 'Your username',
          hint: `Type ${viewer.username} to say that you mean it.`,
          autoComplete: 'off',
          check: (text) => (text === viewer.username ? undefined : `This is not your username, which is ${viewer.username}.`),
        },
        { ...currentPassword, name: 'password', label: 'Your password' },
      ]}
      danger
      submit="Delete my account for ever"
      submitting="Deleting…"
      send={deleteAccount}
      onDone={() => {
        discardAllDrafts();
        leaveFor('/logout');
      }}
    >
      <p className={styles.text}>
        Your profile, posts, pictures, stories, comments, likes and followers are gone at once, for everybody. This cannot be
        undone.
      </p>
    </ShortForm>
  );
}

