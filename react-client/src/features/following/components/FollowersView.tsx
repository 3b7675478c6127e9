import { UsersRound } from 'lucide-react';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import type { UserSummary } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useFollowers, useFollowing, type ListedUser } from '../api/userLists';
import { FollowFrame } from './FollowFrame';
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
    <FollowFrame title={text.following.followers} current={paths.followers}>
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
    </FollowFrame>
  );
}
