import { Camera } from 'lucide-react';
import { Link } from 'wouter';
import { useFollowers, useFollowing, useProfile } from '../api/people';
import type { User } from '../api/types';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { Counts, PersonHeader } from '../components/PersonHeader';
import { PostsOfPerson } from '../components/PostsOfPerson';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { paths } from '../navigation/routes';
import styles from './profiles.module.css';
import shared from './views.module.css';

/** The viewer and all their posts. */
export function ProfileView() {
  const profile = useProfile();

  return (
    <div className={shared.view}>
      <PageTitle hidden>Profile</PageTitle>
      <QueryContent query={profile} what="Your profile" skeleton={<Skeleton of="your profile" pieces={[styles.placeholder]} />}>
        {(viewer) => (
          <>
            <ProfileHeader viewer={viewer} />
            <section aria-labelledby="own-posts-title" className={shared.view}>
              <h2 id="own-posts-title" className={styles.subtitle}>
                Your posts
              </h2>
              <PostsOfPerson username={viewer.username} what="Your posts" none={<NoPosts />} />
            </section>
          </>
        )}
      </QueryContent>
    </div>
  );
}

function ProfileHeader({ viewer }: { viewer: User }) {
  const following = useFollowing().data?.filter((person) => person.followingId !== undefined);
  const followers = useFollowers().data;
  return (
    <PersonHeader
      person={viewer}
      action={
        <Link href={paths.settings} className="button">
          Edit profile
        </Link>
      }
    >
      <p className={styles.email}>{viewer.email}</p>
      <Counts>
        <Link href={paths.following}>
          <strong>{following?.length ?? '–'}</strong> following
        </Link>
        <Link href={paths.followers}>
          <strong>{followers?.length ?? '–'}</strong> {followers?.length === 1 ? 'follower' : 'followers'}
        </Link>
      </Counts>
    </PersonHeader>
  );
}

function NoPosts() {
  return (
    <Notice icon={<Camera size={28} strokeWidth={1.5} />} title="You have not shared a photo yet">
      <p>Your photos appear here and in the feed of everyone who follows you.</p>
      <Link href={paths.newPost} className="button primary">
        Share a photo
      </Link>
    </Notice>
  );
}
