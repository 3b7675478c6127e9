import { UsersRound } from 'lucide-react';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useFollowing } from '../api/userLists';
import { FollowFrame } from './FollowFrame';
import { OwnRequests } from './OwnRequests';
import { Suggestions } from './Suggestions';
import { UserList } from './UserList';
import { UserListSkeleton } from './UserListSkeleton';

export function FollowingView() {
  const following = useFollowing();
  return (
    <FollowFrame title={text.following.following} current={paths.following}>
      <QueryContent
        query={following}
        failed={laterText.userLists.failed}
        skeleton={<UserListSkeleton label={laterText.userLists.loadingFollowing} rows={5} />}
      >
        {(users) =>
          users.length === 0 ? (
            <Notice icon={<UsersRound size={28} strokeWidth={1.5} />} title={laterText.userLists.noFollowing}>
              <p>{laterText.userLists.noFollowingHelp}</p>
            </Notice>
          ) : (
            <UserList users={users} />
          )
        }
      </QueryContent>
      <OwnRequests />
      <Suggestions />
    </FollowFrame>
  );
}
