import { Camera } from 'lucide-react';
import { Link } from 'wouter';
import { useFollowers, useFollowing, useProfile } from '../api/people';
import { usePostsBy } from '../api/posts';
import type { User } from '../api/types';
import { Avatar } from '../components/Avatar';
import { MorePosts } from '../components/MorePosts';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { PostGrid, PostGridSkeleton, postTileId } from '../components/PostGrid';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { displayName } from '../format';
import { paths } from '../navigation/routes';
import styles from './ProfileView.module.css';
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
              <OwnPosts viewer={viewer} />
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
    <div className={styles.header}>
      <Avatar user={viewer} size="huge" />
      <div className={styles.about}>
        <p className={styles.name} dir="auto">
          {displayName(viewer)}
        </p>
        <p className={styles.username}>@{viewer.username}</p>
        <p className={styles.username}>{viewer.email}</p>
        <p className={styles.counts}>
          <Link href={paths.following} className={styles.count}>
            <strong>{following?.length ?? '–'}</strong> following
          </Link>
          <Link href={paths.followers} className={styles.count}>
            <strong>{followers?.length ?? '–'}</strong> {followers?.length === 1 ? 'follower' : 'followers'}
          </Link>
        </p>
      </div>
    </div>
  );
}

function OwnPosts({ viewer }: { viewer: User }) {
  const list = usePostsBy(viewer.username);
  const focusPost = (index: number) => {
    const post = list.data?.[index];
    if (post) document.getElementById(postTileId(post))?.focus();
  };

  return (
    <QueryContent query={list} what="Your posts" skeleton={<PostGridSkeleton of="your posts" />}>
      {(posts) =>
        posts.length === 0 && !list.hasNextPage ? (
          <NoPosts />
        ) : (
          <>
            <PostGrid posts={posts} />
            <MorePosts list={list} label="Show more" focusPost={focusPost} />
          </>
        )
      }
    </QueryContent>
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
