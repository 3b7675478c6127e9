import type { HTMLAttributes, ReactNode, Ref } from 'react';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import type { Story } from '../../../lib/api/types';
import styles from './StoryFrame.module.css';

interface StoryFrameProps {
  story: Pick<Story, 'text' | 'image_url'>;
  authorId: number;
  /** The text alternative of the photo. */
  alt: string;
  content?: Ref<HTMLDivElement>;
  contentProps?: HTMLAttributes<HTMLDivElement>;
  /** Runs when the photo has loaded or failed to load. */
  onSettled?: () => void;
  /** What lies over the story. */
  children?: ReactNode;
  /** A row below the story. */
  footer?: ReactNode;
}

const BACKGROUNDS = 6;
/** Longer texts are shown in smaller letters. */
const LARGE_TEXT = 300;

/** A story as its viewers see it: a photo with the text over its lower part, or a text on a coloured background. */
export function StoryFrame({ story, authorId, alt, content, contentProps, onSettled, children, footer }: StoryFrameProps) {
  const size = story.text.length > LARGE_TEXT ? styles.long : '';
  return (
    <div className={`${styles.frame} ${story.image_url ? '' : styles[`background${authorId % BACKGROUNDS}`]}`}>
      <div ref={content} className={styles.content} {...contentProps}>
        {story.image_url && (
          <div className={styles.image}>
            <ResponsiveImage src={story.image_url} alt={alt} sizes="min(100vw, 56.25dvh)" whole eager onSettled={onSettled} />
          </div>
        )}
        {story.text && (
          <p className={`${story.image_url ? styles.caption : styles.text} ${size}`} dir="auto">
            {story.text}
          </p>
        )}
      </div>
      {footer}
      {children}
    </div>
  );
}
