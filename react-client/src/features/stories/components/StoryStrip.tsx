import { Plus } from 'lucide-react';
import { Link } from 'wouter';
import { Avatar } from '../../../components/Avatar';
import { Identity } from '../../../components/Identity';
import { QueryContent } from '../../../components/QueryContent';
import { ScrollStrip } from '../../../components/ScrollStrip';
import { Skeleton } from '../../../components/Skeleton';
import type { Story } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { useCurrentUser } from '../../session/api/currentUser';
import { useStories } from '../api/stories';
import { firstToPlay, hasUnseen, storiesByUser } from '../storyGroups';
import styles from './StoryStrip.module.css';

const EXPECTED = 6;

/** Links to everyone's stories, and to the form for a new one. */
export function StoryStrip() {
  const stories = useStories();
  const viewerId = useCurrentUser().data?.id;
  return (
    <section aria-labelledby="stories-title" className={styles.stories}>
      <h2 id="stories-title" className="visually-hidden">
        {text.stories.title}
      </h2>
      <QueryContent
        query={stories}
        failed={text.stories.failed}
        skeleton={
          <Skeleton label={text.stories.loading} className={styles.skeleton} pieces={Array<string | undefined>(EXPECTED).fill(styles.placeholder)} />
        }
      >
        {(all) => (
          <ScrollStrip back={text.stories.back} on={text.stories.on}>
            <li>
              <Link href={paths.newStory} className={styles.story}>
                <span className={styles.add}>
                  <Plus aria-hidden="true" />
                </span>
                <span className={styles.name}>{text.stories.add}</span>
              </Link>
            </li>
            {storiesByUser(all, viewerId).map((group) => (
              <StoriesOfUser key={group[0]?.user.id} group={group} />
            ))}
            {all.length === 0 && <li className={styles.none}>{text.stories.none}</li>}
          </ScrollStrip>
        )}
      </QueryContent>
    </section>
  );
}

function StoriesOfUser({ group }: { group: Story[] }) {
  const first = firstToPlay(group);
  if (!first) return null;
  const isNew = hasUnseen(group);
  return (
    <li>
      <Link href={paths.story(first.id)} className={styles.story}>
        <span className={`${styles.ring} ${isNew ? styles.unseen : ''}`}>
          <Avatar user={first.user} size="large" />
        </span>
        <span className={styles.name}>
          <span className="visually-hidden">{isNew ? text.stories.newBy : text.stories.by}</span>
          <Identity user={first.user} stacked />
        </span>
      </Link>
    </li>
  );
}
