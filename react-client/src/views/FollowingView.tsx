import { UsersRound } from 'lucide-react';
import { useFollowing } from '../api/people';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { PeopleList } from '../components/PeopleList';
import { PeopleSkeleton } from '../components/PeopleSkeleton';
import { QueryContent } from '../components/QueryContent';
import { Suggestions } from '../components/Suggestions';
import { paths } from '../navigation/routes';
import { PeopleTabs } from './PeopleTabs';
import styles from './views.module.css';

export function FollowingView() {
  const following = useFollowing();
  return (
    <div className={`${styles.view} ${styles.narrow}`}>
      <PageTitle hidden>Following</PageTitle>
      <PeopleTabs current={paths.following} />
      <QueryContent query={following} what="The list" skeleton={<PeopleSkeleton of="people you follow" rows={5} />}>
        {(people) =>
          people.length === 0 ? (
            <Notice icon={<UsersRound size={28} strokeWidth={1.5} />} title="You follow nobody yet">
              <p>Follow somebody below, and their photos come to your feed.</p>
            </Notice>
          ) : (
            <PeopleList people={people} />
          )
        }
      </QueryContent>
      <Suggestions />
    </div>
  );
}
