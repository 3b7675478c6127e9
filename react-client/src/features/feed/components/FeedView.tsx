import { ViewTitle } from '../../../components/ViewTitle';
import { text } from '../../../lib/text';
import { Suggestions } from '../../following/components/Suggestions';
import { StoryStrip } from '../../stories/components/StoryStrip';
import { CurrentUserCard } from './CurrentUserCard';
import { Feed } from './Feed';
import styles from './FeedView.module.css';

export function FeedView() {
  return (
    <div className={styles.layout}>
      <div className={styles.feed}>
        <ViewTitle hidden>{text.feed.title}</ViewTitle>
        <StoryStrip />
        <Feed />
      </div>
      <aside className={styles.aside} aria-label={text.feed.aside}>
        <div className={styles.profile}>
          <CurrentUserCard />
        </div>
        <Suggestions />
      </aside>
    </div>
  );
}
