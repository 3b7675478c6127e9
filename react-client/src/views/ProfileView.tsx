import { Camera } from 'lucide-react';
import { Link } from 'wouter';
import { useBookmarks } from '../api/bookmarks';
import { FEED_MOST } from '../api/endpoints';
import { useFollowers, useFollowing, useProfile } from '../api/people';
import { useFeed } from '../api/posts';
import type { BookmarkedPost, User } from '../api/types';
import { Avatar } from '../components/Avatar';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { PostGrid, PostGridSkeleton } from '../components/PostGrid';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { displayName } from '../format';
import { paths } from '../navigation/routes';
import styles from './ProfileView.module.css';
import shared from './views.module.css';

/** The viewer and the posts of theirs that the API gives away: it has no list of one person's posts yet. */
export function ProfileView() {
  const profile = useProfile();
  const feed = useFeed(FEED_MOST);
  const bookmarks = useBookmarks().data;

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
              <QueryContent query={feed} what="Your posts" skeleton={<PostGridSkeleton of="your posts" />}>
                {(posts) => {
                  const bookmarked = bookmarks?.map((bookmark) => bookmark.post) ?? [];
                  return <OwnPosts posts={ownPosts(viewer, [...posts, ...bookmarked])} all={posts.length < FEED_MOST} />;
                }}
              </QueryContent>
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

function OwnPosts({ posts, all }: { posts: BookmarkedPost[]; all: boolean }) {
  if (posts.length === 0 && all) {
    return (
      <Notice icon={<Camera size={28} strokeWidth={1.5} />} title="You have not shared a photo yet">
        <p>Your photos appear here and in the feed of everyone who follows you.</p>
        <Link href={paths.newPost} className="button primary">
          Share a photo
        </Link>
      </Notice>
    );
  }
  return (
    <>
      <PostGrid posts={posts} />
      {!all && (
        <p className={styles.note}>
          These are your posts among the latest {FEED_MOST} of your feed, and those you bookmarked. Older ones are kept, but not
          listed here.
        </p>
      )}
    </>
  );
}

function ownPosts(viewer: User, posts: BookmarkedPost[]): BookmarkedPost[] {
  const own = posts.filter((post) => post.user.id === viewer.id).map((post) => [post.id, post] as const);
  return [...new Map(own).values()].sort((a, b) => b.id - a.id);
}
