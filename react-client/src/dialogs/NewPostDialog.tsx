import { announce } from '../announcements';
import { useCreatePost } from '../api/posts';
import { Dialog } from '../components/Dialog';
import { PostForm } from '../forms/PostForm';
import { discardDrafts } from '../drafts/draftStore';
import { useDialogNavigation } from '../navigation/useDialogNavigation';

const DRAFT = 'post:new';

export default function NewPostDialog() {
  const creation = useCreatePost(() => {
    discardDrafts(DRAFT);
    announce('Your post is in the feed');
  });
  const { close } = useDialogNavigation();

  return (
    <Dialog title="New post" onClose={close}>
      <PostForm
        draft={DRAFT}
        submitLabel="Share"
        busyLabel="Sharing…"
        busy={creation.isPending}
        error={creation.error}
        onSubmit={(post) =>
          creation.mutate(post, {
            onSuccess: () => {
              close();
              scrollTo(0, 0);
            },
          })
        }
      />
    </Dialog>
  );
}
