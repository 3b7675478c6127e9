import { Link } from 'wouter';
import { useProfile } from '../api/people';
import { displayName } from '../format';
import { paths } from '../navigation/routes';
import { Avatar } from './Avatar';
import styles from './Profile.module.css';
import { QueryContent } from './QueryContent';
import { Skeleton } from './Skeleton';

/** Who is signed in. */
export function Profile() {
  const profile = useProfile();
  return (
    <section aria-label="Your profile" className={styles.card}>
      <QueryContent
        query={profile}
        what="Your profile"
        skeleton={<Skeleton of="your profile" className={styles.link} pieces={[styles.picture, styles.text]} />}
      >
        {(viewer) => (
          <Link href={paths.profile} className={styles.link}>
            <Avatar user={viewer} size="large" />
            <span className={styles.names}>
              <span className={styles.name} dir="auto">
                {displayName(viewer)}
              </span>
              <span className={styles.username}>@{viewer.username}</span>
            </span>
          </Link>
        )}
      </QueryContent>
    </section>
  );
}
