import { lazy, Suspense, type ComponentType } from 'react';
import { isNewPostPath, isNewStoryPath, parsePhotoPath, parsePostPath, parseStoryPath, type PostDialogName } from '../lib/navigation/routes';

const LOAD = {
  view: () => import('../features/post/components/PostDialog'),
  options: () => import('../features/post/components/PostOptionsDialog'),
  edit: () => import('../features/post/components/EditPostDialog'),
  delete: () => import('../features/post/components/DeletePostDialog'),
  photo: () => import('../features/photoViewer/components/PhotoViewerDialog'),
  new: () => import('../features/post/components/NewPostDialog'),
  newStory: () => import('../features/stories/components/NewStoryDialog'),
  story: () => import('../features/stories/components/StoryDialog'),
};
const PRELOAD_AFTER_MS = 1_500;

const POST_DIALOGS: Record<PostDialogName, ComponentType<{ id: number }>> = {
  view: lazy(LOAD.view),
  options: lazy(LOAD.options),
  edit: lazy(LOAD.edit),
  delete: lazy(LOAD.delete),
};
const PhotoViewerDialog = lazy(LOAD.photo);
const NewPostDialog = lazy(LOAD.new);
const NewStoryDialog = lazy(LOAD.newStory);
const StoryDialog = lazy(LOAD.story);

/** The dialog that the address names, if it names one. */
export function Dialogs({ path }: { path: string }) {
  return <Suspense>{dialogAt(path)}</Suspense>;
}

function dialogAt(path: string) {
  const post = parsePostPath(path);
  if (post) {
    const PostDialog = POST_DIALOGS[post.dialog];
    return <PostDialog key={path} id={post.id} />;
  }
  const photo = parsePhotoPath(path);
  if (photo) return <PhotoViewerDialog {...photo} />;
  const story = parseStoryPath(path);
  if (story) return <StoryDialog id={story.id} />;
  if (isNewStoryPath(path)) return <NewStoryDialog />;
  return isNewPostPath(path) && <NewPostDialog />;
}

/** Loads the scripts of the dialogs a moment after the start, so that the first dialog opens without a wait. */
export function preloadDialogs(): () => void {
  const timeout = setTimeout(() => {
    // A script that fails to load is requested again when its dialog opens.
    for (const load of Object.values(LOAD)) load().catch(() => undefined);
  }, PRELOAD_AFTER_MS);
  return () => clearTimeout(timeout);
}
