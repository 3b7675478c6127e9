import type { ComponentType, ReactNode } from 'react';
import { Dialog, type DialogSize } from '../components/Dialog';
import { onDemand } from '../components/onDemand';
import { Skeleton } from '../components/Skeleton';
import { isNewPostPath, isNewStoryPath, parsePhotoPath, parsePostPath, parseSharePath, parseStoryPath, type PostDialogName } from '../lib/navigation/routes';
import { useDialogNavigation } from '../lib/navigation/useDialogNavigation';
import { text } from '../lib/text';
import styles from './Dialogs.module.css';
import { dialogScripts } from './scripts';

function dialogOnDemand<Props extends object>(size: DialogSize, load: () => Promise<{ default: ComponentType<Props> }>) {
  return onDemand<Props>(
    async () => (await load()).default,
    (failure) => <DialogPlaceholder size={size}>{failure}</DialogPlaceholder>,
  );
}

/** A dialog while its script loads. */
function DialogPlaceholder({ size, children }: { size: DialogSize; children: ReactNode }) {
  const { close } = useDialogNavigation();
  return (
    <Dialog title={text.actions.loading} titleHidden size={size} onClose={close}>
      {children ?? <Skeleton label={text.actions.loading} pieces={[`${styles.placeholder} ${size === 'large' ? styles.large : ''}`]} />}
    </Dialog>
  );
}

const POST_DIALOGS = {
  view: dialogOnDemand('large', dialogScripts.view),
  options: dialogOnDemand('small', dialogScripts.options),
  edit: dialogOnDemand('medium', dialogScripts.edit),
  delete: dialogOnDemand('small', dialogScripts.delete),
  likes: dialogOnDemand('medium', dialogScripts.likes),
} satisfies Record<PostDialogName, unknown>;
const PhotoViewerDialog = dialogOnDemand('full', dialogScripts.photoViewer);
const GuestLinkDialog = dialogOnDemand('small', dialogScripts.share);
const NewPostDialog = dialogOnDemand('medium', dialogScripts.newPost);
const NewStoryDialog = dialogOnDemand('medium', dialogScripts.newStory);
const StoryDialog = dialogOnDemand('full', dialogScripts.story);

export const dialogsOnDemand = [...Object.values(POST_DIALOGS), PhotoViewerDialog, GuestLinkDialog, NewPostDialog, NewStoryDialog, StoryDialog];

/** The dialog that the address names, if it names one. */
export function Dialogs({ path }: { path: string }) {
  const post = parsePostPath(path);
  if (post) {
    const PostDialog = POST_DIALOGS[post.dialog];
    return <PostDialog key={path} id={post.id} />;
  }
  const photo = parsePhotoPath(path);
  if (photo) return <PhotoViewerDialog {...photo} />;
  const share = parseSharePath(path);
  if (share) return <GuestLinkDialog {...share} />;
  const story = parseStoryPath(path);
  if (story) return <StoryDialog id={story.id} />;
  if (isNewStoryPath(path)) return <NewStoryDialog />;
  return isNewPostPath(path) && <NewPostDialog />;
}
