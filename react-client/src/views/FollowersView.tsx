import { UsersRound } from 'lucide-react';
import { useFollowers, useFollowing, type Acquaintance } from '../api/people';
import type { Person } from '../api/types';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { PeopleList } from '../components/PeopleList';
import { PeopleSkeleton } from '../components/PeopleSkeleton';
import { QueryContent } from '../components/QueryContent';
import { paths } from '../navigation/routes';
import { PeopleTabs } from './PeopleTabs';
import styles from './views.module.css';

export function FollowersView() {
  const followers = useFollowers();
  const following = useFollowing().data;
  const asPerson = (user: Person): Acquaintance => ({
    user,
    followingId: following?.find((followed) => followed.user.id === user.id)?.followingId,
  });

  return (
    <div className={`${styles.view} ${styles.narrow}`}>
      <PageTitle hidden>Followers</PageTitle>
      <PeopleTabs current={paths.followers} />
      <QueryContent query={followers} what="The list" skeleton={<PeopleSkeleton of="your followers" rows={5} />}>
        {(users) =>
          users.length === 0 ? (
            <Notice icon={<UsersRound size={28} strokeWidth={1.5} />} title="No followers yet">
              <p>Whoever follows you sees your photos. Share some, and tell your people.</p>
            </Notice>
          ) : (
            <PeopleList people={users.map(asPerson)} followingKnown={following !== undefined} />
          )
        }
      </QueryContent>
    </div>
  );
}
