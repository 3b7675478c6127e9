import { Dialog } from '../../../components/Dialog';
import { announce } from '../../../lib/announcements';
import { discardDrafts } from '../../../lib/drafts/draftStore';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { useCreatePost } from '../api/posts';
import { takeHeldPhotos } from '../heldPhotos';
import { PostForm } from './PostForm';

const DRAFT = 'post:new';

export default function NewPostDialog() {
  const creation = useCreatePost((created) => {
    discardDrafts(DRAFT);
    if (created) announce(laterText.postForm.shared);
  });
  const viewer = useCurrentUser().data;
  const { close } = useDialogNavigation();

  return (
    <Dialog title={laterText.postForm.newTitle} onClose={close}>
      <PostForm
        draft={DRAFT}
        takePhotos={takeHeldPhotos}
        labels={{
          submit: laterText.postForm.share,
          submitUndescribed: laterText.postForm.shareUndescribed,
          submitting: laterText.actions.sharing,
        }}
        busy={creation.isPending}
        error={creation.error}
        mayWait
        onSubmit={(post, files) => {
          if (!viewer) return;
          creation.mutate(
            { userId: viewer.id, post, files },
            {
              onSuccess: () => {
                close();
                scrollTo(0, 0);
              },
            },
          );
        }}
      />
    </Dialog>
  );
}
