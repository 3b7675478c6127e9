import { announce } from '../announcements';
import { usePost, useUpdatePost } from '../api/posts';
import type { NewPost, Post } from '../api/types';
import { Dialog } from '../components/Dialog';
import { PostForm } from '../components/PostForm';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { discardDrafts } from '../drafts/draftStore';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
import styles from './EditPostDialog.module.css';

export default function EditPostDialog({ id }: { id: number }) {
  const draft = `post:${id}`;
  const post = usePost(id);
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
      <QueryContent query={post} what="This post" skeleton={<Skeleton of="the post" pieces={[styles.placeholder]} />}>
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
      </QueryContent>
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
