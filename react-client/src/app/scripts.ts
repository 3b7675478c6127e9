/**
 * The scripts of the views and dialogs that load on demand. Apart from their components, so that the entry can load the script
 * of an address together with the application.
 */
import { dialogAt, parseTagPath, parseUserPath, paths, viewBehind, type DialogName } from '../lib/navigation/routes';

export const dialogScripts = {
  view: () => import('../features/post/components/PostDialog'),
  options: () => import('../features/post/components/PostOptionsDialog'),
  edit: () => import('../features/post/components/EditPostDialog'),
  delete: () => import('../features/post/components/DeletePostDialog'),
  likes: () => import('../features/likes/components/LikesDialog'),
  share: () => import('../features/guestLinks/components/GuestLinkDialog'),
  photoViewer: () => import('../features/photoViewer/components/PhotoViewerDialog'),
  newPost: () => import('../features/post/components/NewPostDialog'),
  newStory: () => import('../features/stories/components/NewStoryDialog'),
  story: () => import('../features/stories/components/StoryDialog'),
} satisfies Record<DialogName, LoadScript>;

/** By the path of the view, or by a name if its path has parameters. */
export const viewScripts = {
  '/bookmarks': () => import('../features/bookmarks/components/BookmarksView'),
  '/people': () => import('../features/following/components/FindUsersView'),
  '/following': () => import('../features/following/components/FollowingView'),
  '/followers': () => import('../features/following/components/FollowersView'),
  '/notifications': () => import('../features/notifications/components/NotificationsView'),
  '/profile': () => import('../features/profile/components/OwnProfileView'),
  user: () => import('../features/profile/components/UserProfileView'),
  tag: () => import('../features/tags/components/TagView'),
  settings: () => import('../features/settings/components/SettingsView'),
  other: () => import('./OtherView'),
};

type LoadScript = () => Promise<unknown>;

/** The scripts that the view and the dialog of an address need beside the application. */
export function scriptsOf(path: string, historyState: unknown): LoadScript[] {
  const dialog = dialogAt(path);
  const view = viewScript(viewBehind(path, historyState));
  return [...(dialog ? [dialogScripts[dialog]] : []), ...(view ? [view] : [])];
}

function viewScript(view: string): LoadScript | undefined {
  if (parseUserPath(view)) return viewScripts.user;
  if (parseTagPath(view)) return viewScripts.tag;
  if (view.startsWith(paths.settings)) return viewScripts.settings;
  return (viewScripts as Partial<Record<string, LoadScript>>)[view];
}
