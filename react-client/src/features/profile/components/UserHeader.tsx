import { Link as LinkIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '../../../components/Avatar';
import { Identity } from '../../../components/Identity';
import type { ProfileDetails, UserSummary } from '../../../lib/api/types';
import { shortAddress } from '../../../lib/linkify';
import { laterText } from '../../../lib/text/later';
import { webAddress } from '../../../lib/webLink';
import styles from './UserHeader.module.css';

interface UserHeaderProps {
  user: UserSummary & ProfileDetails;
  /** More lines about the user. */
  children: ReactNode;
  /** A button or link beside them. */
  action: ReactNode;
}

/** The head of a profile. */
export function UserHeader({ user, children, action }: UserHeaderProps) {
  return (
    <div className={styles.header}>
      <Avatar user={user} size="huge" />
      <div className={styles.about}>
        <p className={styles.name}>
          <Identity user={user} stacked />
        </p>
        {user.pronouns && (
          <p className={styles.line} dir="auto">
            {user.pronouns}
          </p>
        )}
        {children}
        {user.bio && (
          <p className={styles.bio} dir="auto">
            {user.bio}
          </p>
        )}
        {user.link && <ProfileLink address={user.link} />}
      </div>
      <div className={styles.action}>{action}</div>
    </div>
  );
}

/** Other users choose the address: the page behind it learns nothing about this one. */
function ProfileLink({ address }: { address: string }) {
  // The server checks it too. An address with another scheme could run a script.
  if (webAddress(address) !== address) return null;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow me" className={styles.link}>
      <LinkIcon size={16} aria-hidden="true" />
      <bdi>{shortAddress(address)}</bdi>{' '}
      <span className="visually-hidden">{laterText.profile.newTab}</span>
    </a>
  );
}
