import { UsersRound } from 'lucide-react';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import styles from '../../../components/views.module.css';
import { ViewTitle } from '../../../components/ViewTitle';
import type { UserSummary } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { laterText } from '../../../lib/text/later';
import { useFollowers, useFollowing, type ListedUser } from '../api/userLists';
import { FollowTabs } from './FollowTabs';
import { UserList } from './UserList';
import { UserListSkeleton } from './UserListSkeleton';

export function FollowersView() {
  const followers = useFollowers();
  const following = useFollowing().data;
  const withFollowing = (user: UserSummary): ListedUser => ({
    user,
    followingId: following?.find((followed) => followed.user.id === user.id)?.followingId,
  });

  return (
    <div className={`${styles.view} ${styles.narrow}`}>
      <ViewTitle hidden>{laterText.userLists.followers}</ViewTitle>
      <FollowTabs current={paths.followers} />
      <QueryContent
        query={followers}
        failed={laterText.userLists.failed}
        skeleton={<UserListSkeleton label={laterText.userLists.loadingFollowers} rows={5} />}
      >
        {(users) =>
          users.length === 0 ? (
            <Notice icon={<UsersRound size={28} strokeWidth={1.5} />} title={laterText.userLists.noFollowers}>
              <p>{laterText.userLists.noFollowersHelp}</p>
            </Notice>
          ) : (
            <UserList users={users.map(withFollowing)} followingKnown={following !== undefined} />
          )
        }
      </QueryContent>
    </div>
  );
}
