import { Link } from 'wouter';
import { Avatar } from '../../../components/Avatar';
import { Identity } from '../../../components/Identity';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { useCurrentUser } from '../../session/api/currentUser';
import styles from './CurrentUserCard.module.css';

export function CurrentUserCard() {
  const currentUser = useCurrentUser();
  return (
    <section aria-label={text.profile.yours} className={styles.card}>
      <QueryContent
        query={currentUser}
        failed={text.profile.failed}
        skeleton={<Skeleton label={text.profile.loading} className={styles.link} pieces={[styles.image, styles.text]} />}
      >
        {(viewer) => (
          <Link href={paths.profile} className={styles.link}>
            <Avatar user={viewer} size="large" />
            <Identity user={viewer} stacked />
          </Link>
        )}
      </QueryContent>
    </section>
  );
}
