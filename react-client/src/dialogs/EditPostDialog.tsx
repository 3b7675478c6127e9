import { announce } from '../announcements';
import { useUpdatePost } from '../api/posts';
import type { NewPost, Post } from '../api/types';
import { Dialog } from '../components/Dialog';
import { PostForm } from '../forms/PostForm';
import { discardDrafts } from '../drafts/draftStore';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
import styles from './EditPostDialog.module.css';
import { OwnPost } from './OwnPost';

export default function EditPostDialog({ id }: { id: number }) {
  const draft = `post:${id}`;
  const update = useUpdatePost(id, () => {
    discardDrafts(draft);
    announce('Changes saved');
  });
  const { close } = useDialogNavigation();

  const abandon = () => {
    discardDrafts(draft);
    close();
  };

  return (
    <Dialog title="Edit post" onClose={abandon}>
      <OwnPost id={id} placeholder={styles.placeholder}>
        {(loaded) => (
          <PostForm
            draft={draft}
            initial={editable(loaded)}
            submitLabel="Save"
            busyLabel="Saving…"
            busy={update.isPending}
            error={update.error}
            onSubmit={(edited) => update.mutate(changes(editable(loaded), edited), { onSuccess: close })}
          />
        )}
      </OwnPost>
    </Dialog>
  );
}

function editable(post: Post): NewPost {
  return { image_url: post.image_url, caption: post.caption ?? '', alt_text: post.alt_text ?? '' };
}

/** Only what is different: the rest may have been changed elsewhere in the meantime. */
function changes(before: NewPost, after: NewPost): Partial<NewPost> {
  const different = Object.entries(after).filter(([field, text]) => text !== before[field as keyof NewPost]);
  return Object.fromEntries(different);
}
