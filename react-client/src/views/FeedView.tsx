import { PageTitle } from '../components/PageTitle';
import { Posts } from '../components/Posts';
import { Profile } from '../components/Profile';
import { Stories } from '../components/Stories';
import { Suggestions } from '../components/Suggestions';
import styles from './FeedView.module.css';

export function FeedView() {
  return (
    <div className={styles.layout}>
      <div className={styles.feed}>
        <PageTitle hidden>Home</PageTitle>
        <Stories />
        <Posts />
      </div>
      <aside className={styles.aside} aria-label="You and people to follow">
        <div className={styles.profile}>
          <Profile />
        </div>
        <Suggestions />
      </aside>
    </div>
  );
}
