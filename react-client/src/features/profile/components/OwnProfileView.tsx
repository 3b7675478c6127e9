import { Camera } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import shared from '../../../components/views.module.css';
import { focusViewTitle, ViewTitle } from '../../../components/ViewTitle';
import type { OwnProfile } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { PostsByUser } from '../../post/components/PostsByUser';
import { useCurrentUser } from '../../session/api/currentUser';
import { useUserProfile } from '../api/userProfile';
import { ProfileCounts } from './ProfileCounts';
import styles from './profiles.module.css';
import { SelectPosts } from './SelectPosts';
import { UserHeader } from './UserHeader';

/** The viewer and all their posts. */
export function OwnProfileView() {
  const currentUser = useCurrentUser();

  return (
    <div className={shared.view}>
      <ViewTitle hidden>{laterText.profile.title}</ViewTitle>
      <QueryContent
        query={currentUser}
        failed={text.profile.failed}
        skeleton={<Skeleton label={text.profile.loading} pieces={[styles.placeholder]} />}
      >
        {(viewer) => (
          <>
            <ProfileHeader viewer={viewer} />
            <OwnPosts username={viewer.username} />
          </>
        )}
      </QueryContent>
    </div>
  );
}

/** The viewer's posts, or the selection of some to share. */
function OwnPosts({ username }: { username: string }) {
  const [isSelecting, setIsSelecting] = useState(false);
  const postCount = useUserProfile(username).data?.posts_count ?? 0;
  const stopSelecting = () => {
    setIsSelecting(false);
    focusViewTitle();
  };
  return (
    <section aria-labelledby="own-posts-title" className={shared.view}>
      <div className={styles.titleRow}>
        <h2 id="own-posts-title" className={styles.subtitle}>
          {laterText.profile.yourPosts}
        </h2>
        {postCount > 0 && !isSelecting && (
          <button type="button" className="button" onClick={() => setIsSelecting(true)}>
            {laterText.guestLinks.select}
          </button>
        )}
      </div>
      {isSelecting ? <SelectPosts username={username} onDone={stopSelecting} /> : <PostsByUser username={username} none={<NoPosts />} />}
    </section>
  );
}

function ProfileHeader({ viewer }: { viewer: OwnProfile }) {
  const profile = useUserProfile(viewer.username).data;
  return (
    <UserHeader
      user={viewer}
      action={
        <Link href={paths.editProfile} className="button">
          {laterText.profile.edit}
        </Link>
      }
    >
      <p className={styles.email}>{viewer.email}</p>
      <ProfileCounts profile={profile} own />
    </UserHeader>
  );
}

function NoPosts() {
  return (
    <Notice icon={<Camera size={28} strokeWidth={1.5} />} title={laterText.profile.noPostsYet}>
      <p>{laterText.profile.noPostsYetHelp}</p>
      <Link href={paths.newPost} className="button primary">
        {text.actions.sharePhoto}
      </Link>
    </Notice>
  );
}
