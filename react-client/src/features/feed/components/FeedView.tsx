import { onDemand } from '../../../components/onDemand';
import { ViewTitle } from '../../../components/ViewTitle';
import { text } from '../../../lib/text';
import { UserListSkeleton } from '../../following/components/UserListSkeleton';
import { StoryStrip } from '../../stories/components/StoryStrip';
import { useFeed } from '../api/feed';
import { CurrentUserCard } from './CurrentUserCard';
import { Feed } from './Feed';
import styles from './FeedView.module.css';

const EXPECTED_SUGGESTIONS = 7;

const SUGGESTIONS_SKELETON = <UserListSkeleton label={text.following.suggestionsLoading} rows={EXPECTED_SUGGESTIONS} />;
/** Loads after the posts, because on a phone it stands below them. */
const Suggestions = onDemand(
  async () => (await import('../../following/components/Suggestions')).Suggestions,
  (failure) => failure ?? SUGGESTIONS_SKELETON,
);

/** Above the posts. Most services have no message, so there is no placeholder. */
const MessageOfTheDay = onDemand(
  async () => (await import('../../service/components/MessageOfTheDay')).MessageOfTheDay,
  () => null,
);

export function FeedView() {
  const feed = useFeed();
  return (
    <div className={styles.layout}>
      <div className={styles.feed}>
        <ViewTitle hidden>{text.feed.title}</ViewTitle>
        <MessageOfTheDay />
        <StoryStrip />
        <Feed />
      </div>
      <aside className={styles.aside} aria-label={text.feed.aside}>
        <div className={styles.profile}>
          <CurrentUserCard />
        </div>
        {feed.isPending ? SUGGESTIONS_SKELETON : <Suggestions />}
      </aside>
    </div>
  );
}
