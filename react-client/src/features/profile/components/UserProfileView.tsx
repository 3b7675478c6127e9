import { Camera, Lock } from 'lucide-react';
import { Link } from 'wouter';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import shared from '../../../components/views.module.css';
import { ViewTitle } from '../../../components/ViewTitle';
import type { UserProfile } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { paths } from '../../../lib/navigation/routes';
import { laterText } from '../../../lib/text/later';
import { UserOptionsButton } from '../../blocks/components/UserOptionsButton';
import { AnswerButtons } from '../../following/components/AnswerButtons';
import { FollowButton } from '../../following/components/FollowButton';
import { followingIdOf } from '../../following/listedUser';
import { PostsByUser } from '../../post/components/PostsByUser';
import { useUserProfile } from '../api/userProfile';
import { ProfileCounts } from './ProfileCounts';
import styles from './profiles.module.css';
import { UserHeader } from './UserHeader';

/** A user and, if the viewer follows them, all their posts. */
export function UserProfileView({ username }: { username: string }) {
  const profile = useUserProfile(username);
  return (
    <div className={shared.view}>
      <ViewTitle hidden>{`@${username}`}</ViewTitle>
      <QueryContent
        query={profile}
        failed={laterText.profile.failedUser}
        unavailable={laterText.profile.unavailable}
        skeleton={<Skeleton label={laterText.profile.loadingUser} pieces={[styles.placeholder]} />}
      >
        {(user) => (
          <>
            <Header user={user} />
            <IncomingRequest user={user} />
            <Photos user={user} />
          </>
        )}
      </QueryContent>
    </div>
  );
}

function Header({ user }: { user: UserProfile }) {
  const { is_you: isYou, posts_count: posts } = user;
  return (
    <UserHeader
      user={user}
      action={
        isYou ? (
          <Link href={paths.editProfile} className="button">
            {laterText.profile.edit}
          </Link>
        ) : (
          <>
            <FollowButton listed={{ user, followingId: followingIdOf(user) }} />
            <UserOptionsButton user={user} />
          </>
        )
      }
    >
      {posts !== undefined && <ProfileCounts profile={user} own={isYou} />}
    </UserHeader>
  );
}

/** The question of a user who wants to follow the viewer. */
function IncomingRequest({ user }: { user: UserProfile }) {
  const { incoming_request_id: id } = user;
  if (id === undefined) return null;
  const question = laterText.followRequests.wants(displayName(user));
  return (
    <div role="group" aria-label={question} className={styles.request}>
      <p>{question}</p>
      <AnswerButtons id={id} user={user} />
    </div>
  );
}

/** The server sends counts only to users who may see the posts. The id is checked too: unfollowing clears it immediately. */
function maySeePosts({ is_you: isYou, following_id: followingId, posts_count: posts }: UserProfile): boolean {
  return posts !== undefined && (isYou || followingId !== undefined);
}

function Photos({ user }: { user: UserProfile }) {
  const name = displayName(user);
  if (!maySeePosts(user)) {
    return (
      <Notice icon={<Lock size={28} strokeWidth={1.5} />} title={laterText.profile.hidden(name)}>
        <p>{followingIdOf(user) === 'requested' ? laterText.profile.requestedHelp(name) : laterText.profile.hiddenHelp(name)}</p>
      </Notice>
    );
  }
  return (
    <section aria-label={laterText.profile.postsBy(name)}>
      <PostsByUser
        username={user.username}
        none={<Notice icon={<Camera size={28} strokeWidth={1.5} />} title={laterText.profile.noPosts(name)} />}
      />
    </section>
  );
}
