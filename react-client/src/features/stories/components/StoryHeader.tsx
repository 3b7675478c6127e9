import type { ReactNode } from 'react';
import { AudienceBadge } from '../../../components/AudienceBadge';
import { TimeAgo } from '../../../components/TimeAgo';
import { AvatarLink, UserLink } from '../../../components/UserLink';
import type { Story } from '../../../lib/api/types';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import styles from './StoryHeader.module.css';

interface StoryHeaderProps {
  /** The stories of the same user. */
  group: Story[];
  story: Story;
  isPlaying: boolean;
  /** Whether the user prefers reduced motion. */
  isStill: boolean;
  onEnd: () => void;
  /** Buttons after the author. */
  children: ReactNode;
}

/** The progress, the author and the age of a story. */
export function StoryHeader({ group, story, isPlaying, isStill, onEnd, children }: StoryHeaderProps) {
  return (
    <div className={styles.top}>
      <Segments group={group} story={story} isPlaying={isPlaying} isStill={isStill} onEnd={onEnd} />
      <div className={styles.author}>
        <AvatarLink user={story.user} />
        <div className={styles.names}>
          <p className={styles.name} dir="auto">
            <UserLink user={story.user} />
          </p>
          <p className={styles.time}>
            <TimeAgo time={story.published_at} otherwise={story.display_time} />
            {story.has_audience && <AudienceBadge />}
            {story.is_hidden && text.posts.hidden}
          </p>
        </div>
        {children}
      </div>
    </div>
  );
}

const SHORTEST_MS = 5_000;
const MS_PER_CHARACTER = 60;

/** The position in a user's stories. The segment of the current story fills while it plays, for the time it takes to read. */
function Segments({ group, story, isPlaying, isStill, onEnd }: Omit<StoryHeaderProps, 'children'>) {
  const place = group.indexOf(story);
  const duration = SHORTEST_MS + story.text.length * MS_PER_CHARACTER;
  return (
    <div className={styles.segments} role="img" aria-label={laterText.storyPlayer.position(place + 1, group.length)}>
      {group.map(({ id }, index) => (
        <span key={id} className={styles.segment}>
          {(index < place || (index === place && isStill)) && <span className={styles.full} />}
          {index === place && !isStill && (
            <span
              className={styles.filling}
              style={{ animationDuration: `${duration}ms`, animationPlayState: isPlaying ? 'running' : 'paused' }}
              onAnimationEnd={onEnd}
            />
          )}
        </span>
      ))}
    </div>
  );
}
