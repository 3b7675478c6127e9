import { UsersRound } from 'lucide-react';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useFollowers, useFollowing } from '../api/userLists';
import { FollowerRow } from './FollowerRow';
import { FollowFrame } from './FollowFrame';
import { FollowRequests } from './FollowRequests';
import { UserListSkeleton } from './UserListSkeleton';

export function FollowersView() {
  const followers = useFollowers();
  const following = useFollowing().data;

  return (
    <FollowFrame title={text.following.followers} current={paths.followers}>
      <FollowRequests />
      <QueryContent
        query={followers}
        failed={laterText.userLists.failed}
        skeleton={<UserListSkeleton label={laterText.userLists.loadingFollowers} rows={5} />}
      >
        {(all) =>
          all.length === 0 ? (
            <Notice icon={<UsersRound size={28} strokeWidth={1.5} />} title={laterText.userLists.noFollowers}>
              <p>{laterText.userLists.noFollowersHelp}</p>
            </Notice>
          ) : (
            <ul>
              {all.map(({ id, follower }) => (
                <li key={id}>
                  <FollowerRow
                    id={id}
                    listed={{ user: follower, followingId: following?.find(({ user }) => user.id === follower.id)?.followingId }}
                    followingKnown={following !== undefined}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
    </FollowFrame>
  );
}
