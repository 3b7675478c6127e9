import { Plus } from 'lucide-react';
import { Link } from 'wouter';
import { useProfile } from '../api/people';
import { storiesByPerson, useStories } from '../api/stories';
import type { Story } from '../api/types';
import { paths } from '../navigation/routes';
import { Avatar } from './Avatar';
import { QueryContent } from './QueryContent';
import { Skeleton } from './Skeleton';
import styles from './Stories.module.css';

const EXPECTED = 6;

/** Whose stories there are, and the way to tell one's own. */
export function Stories() {
  const stories = useStories();
  const viewerId = useProfile().data?.id;
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
        {(all) => (
          <ul className={styles.strip}>
            <li>
              <Link href={paths.newStory} className={styles.story}>
                <span className={styles.add}>
                  <Plus aria-hidden="true" />
                </span>
                <span className={styles.name}>Add story</span>
              </Link>
            </li>
            {storiesByPerson(all, viewerId).map((group) => (
              <StoriesOfPerson key={group[0]?.user.id} group={group} />
            ))}
            {all.length === 0 && <li className={styles.none}>No stories yet. Those of people you follow will be here.</li>}
          </ul>
        )}
      </QueryContent>
    </section>
  );
}

function StoriesOfPerson({ group: [first] }: { group: Story[] }) {
  if (!first) return null;
  return (
    <li>
      <Link href={paths.story(first.id)} className={styles.story}>
        <span className={styles.ring}>
          <Avatar user={first.user} size="large" />
        </span>
        <span className={styles.name}>
          <span className="visually-hidden">Story by </span>
          {first.user.username}
        </span>
      </Link>
    </li>
  );
}
