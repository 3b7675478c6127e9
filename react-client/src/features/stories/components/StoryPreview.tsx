import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import styles from './NewStoryDialog.module.css';
import { StoryFrame } from './StoryFrame';

interface StoryPreviewProps {
  text: string;
  /** The address of the photo; empty if there is none. */
  photo: string;
}

/** A new story as its viewers will see it, at a smaller scale. For screen readers an image: they have the form itself. */
export function StoryPreview({ text, photo }: StoryPreviewProps) {
  const author = useCurrentUser().data;
  return (
    <div className={styles.preview} role="img" aria-label={laterText.storyForm.preview}>
      <StoryFrame story={{ text, image_url: photo || null }} authorId={author?.id ?? 0} alt="" contentProps={{ inert: true }} />
    </div>
  );
}
