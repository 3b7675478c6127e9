/** The views that load on demand. While its script loads, a view shows its title and a skeleton. */
import type { ComponentType, ReactNode } from 'react';
import { onDemand } from '../components/onDemand';
import { PostGridSkeleton } from '../components/PostGridSkeleton';
import { Skeleton } from '../components/Skeleton';
import { FollowFrame } from '../features/following/components/FollowFrame';
import { UserListSkeleton } from '../features/following/components/UserListSkeleton';
import { paths } from '../lib/navigation/routes';
import { text } from '../lib/text';
import { ViewPlaceholder } from './ViewPlaceholder';
import { viewScripts } from './scripts';
import styles from './placeholders.module.css';

const EXPECTED_USERS = 5;
const UNTITLED = { titleHidden: true };
const label = text.actions.loading;

const grid = <PostGridSkeleton label={label} />;
const block = <Skeleton label={label} pieces={[styles.block]} />;

const followFrame = (title: string, path: string) => (failure: ReactNode) => (
  <FollowFrame title={title} current={path}>
    {failure ?? <UserListSkeleton label={label} rows={EXPECTED_USERS} />}
  </FollowFrame>
);

/** A view with a title of its own. */
function viewOnDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  title: (props: Props) => string,
  skeleton: ReactNode,
  { titleHidden = false } = {},
) {
  return onDemand(load, (failure, props) => (
    <ViewPlaceholder title={title(props)} titleHidden={titleHidden}>
      {failure ?? skeleton}
    </ViewPlaceholder>
  ));
}

export const BookmarksView = viewOnDemand(
  async () => (await viewScripts['/bookmarks']()).BookmarksView,
  () => text.nav.bookmarks,
  grid,
);
export const FindUsersView = onDemand(
  async () => (await viewScripts['/people']()).FindUsersView,
  followFrame(text.following.find, paths.people),
);
export const FollowingView = onDemand(
  async () => (await viewScripts['/following']()).FollowingView,
  followFrame(text.following.following, paths.following),
);
export const FollowersView = onDemand(
  async () => (await viewScripts['/followers']()).FollowersView,
  followFrame(text.following.followers, paths.followers),
);
export const NotificationsView = viewOnDemand(
  async () => (await viewScripts['/notifications']()).NotificationsView,
  () => text.nav.notifications,
  block,
);
export const OwnProfileView = viewOnDemand(
  async () => (await viewScripts['/profile']()).OwnProfileView,
  () => text.nav.profile,
  block,
  UNTITLED,
);
export const UserProfileView = viewOnDemand(
  async () => (await viewScripts.user()).UserProfileView,
  ({ username }) => `@${username}`,
  block,
  UNTITLED,
);
export const TagView = viewOnDemand(
  async () => (await viewScripts.tag()).TagView,
  ({ tag }) => `#${tag}`,
  grid,
);
export const SettingsView = viewOnDemand(
  async () => (await viewScripts.settings()).SettingsView,
  () => text.nav.settings,
  block,
);
export const OtherView = onDemand(
  async () => (await viewScripts.other()).OtherView,
  (failure) => failure ?? block,
);

/** No view, but on all of them. */
export const AfterStart = onDemand(
  async () => (await import('./AfterStart')).AfterStart,
  () => null,
);

export const viewsOnDemand = [
  BookmarksView,
  FindUsersView,
  FollowingView,
  FollowersView,
  NotificationsView,
  OwnProfileView,
  UserProfileView,
  TagView,
  SettingsView,
  OtherView,
];
