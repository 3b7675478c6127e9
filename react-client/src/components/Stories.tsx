import { Link } from 'wouter';
import { useStories } from '../api/people';
import { paths } from '../navigation/routes';
import { Avatar } from './Avatar';
import { QueryContent } from './QueryContent';
import { Skeleton } from './Skeleton';
import styles from './Stories.module.css';

const EXPECTED = 6;

export function Stories() {
  const stories = useStories();
  return (
    <section aria-labelledby="stories-title" className={styles.stories}>
      <h2 id="stories-title" className="visually-hidden">
        Stories
      </h2>
      <QueryContent
        query={stories}
        what="Stories"
        skeleton={
          <Skeleton of="stories" className={styles.strip} pieces={Array<string | undefined>(EXPECTED).fill(styles.placeholder)} />
        }
      >
        {(all) =>
          all.length === 0 ? (
            <p className={styles.none}>No stories yet. Those of people you follow will be here.</p>
          ) : (
            <ul className={styles.strip}>
              {all.map(({ id, user }) => (
                <li key={id}>
                  <Link href={paths.story(id)} className={styles.story}>
                    <span className={styles.ring}>
                      <Avatar user={user} size="large" />
                    </span>
                    <span className={styles.name}>
                      <span className="visually-hidden">Story by </span>
                      {user.username}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
    </section>
  );
}
