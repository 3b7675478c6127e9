/** The views that load on demand. While its script loads, a view shows its title and a skeleton. */
import type { ReactNode } from 'react';
import { onDemand } from '../components/onDemand';
import { PostGridSkeleton } from '../components/PostGridSkeleton';
import { Skeleton } from '../components/Skeleton';
import { FollowFrame } from '../features/following/components/FollowFrame';
import { UserListSkeleton } from '../features/following/components/UserListSkeleton';
import { paths } from '../lib/navigation/routes';
import { text } from '../lib/text';
import { ViewPlaceholder } from './ViewPlaceholder';
import styles from './placeholders.module.css';

const EXPECTED_USERS = 5;
const label = text.actions.loading;

const grid = <PostGridSkeleton label={label} />;
const block = <Skeleton label={label} pieces={[styles.block]} />;

const followFrame = (title: string, path: string) => (failure: ReactNode) => (
  <FollowFrame title={title} current={path}>
    {failure ?? <UserListSkeleton label={label} rows={EXPECTED_USERS} />}
  </FollowFrame>
);

export const BookmarksView = onDemand(
  async () => (await import('../features/bookmarks/components/BookmarksView')).BookmarksView,
  (failure) => <ViewPlaceholder title={text.nav.bookmarks}>{failure ?? grid}</ViewPlaceholder>,
);
export const FindUsersView = onDemand(
  async () => (await import('../features/following/components/FindUsersView')).FindUsersView,
  followFrame(text.following.find, paths.people),
);
export const FollowingView = onDemand(
  async () => (await import('../features/following/components/FollowingView')).FollowingView,
  followFrame(text.following.following, paths.following),
);
export const FollowersView = onDemand(
  async () => (await import('../features/following/components/FollowersView')).FollowersView,
  followFrame(text.following.followers, paths.followers),
);
export const OwnProfileView = onDemand(
  async () => (await import('../features/profile/components/OwnProfileView')).OwnProfileView,
  (failure) => (
    <ViewPlaceholder title={text.nav.profile} titleHidden>
      {failure ?? block}
    </ViewPlaceholder>
  ),
);
export const UserProfileView = onDemand(
  async () => (await import('../features/profile/components/UserProfileView')).UserProfileView,
  (failure, { username }) => (
    <ViewPlaceholder title={`@${username}`} titleHidden>
      {failure ?? block}
    </ViewPlaceholder>
  ),
);
export const TagView = onDemand(
  async () => (await import('../features/tags/components/TagView')).TagView,
  (failure, { tag }) => <ViewPlaceholder title={`#${tag}`}>{failure ?? grid}</ViewPlaceholder>,
);
export const SettingsView = onDemand(
  async () => (await import('../features/settings/components/SettingsView')).SettingsView,
  (failure) => (
    <ViewPlaceholder title={text.nav.settings} narrow>
      {failure ?? block}
    </ViewPlaceholder>
  ),
);
export const NotFoundView = onDemand(
  async () => (await import('../components/NotFoundView')).NotFoundView,
  (failure) => (
    <ViewPlaceholder title={text.appName} titleHidden>
      {failure ?? block}
    </ViewPlaceholder>
  ),
);

/** No view, but on all of them. */
export const ShareDroppedPhotos = onDemand(
  async () => (await import('../features/post/components/ShareDroppedPhotos')).ShareDroppedPhotos,
  () => null,
);

export const viewsOnDemand = [
  BookmarksView,
  FindUsersView,
  FollowingView,
  FollowersView,
  OwnProfileView,
  UserProfileView,
  TagView,
  SettingsView,
  NotFoundView,
];
