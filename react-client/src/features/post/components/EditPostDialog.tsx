import type { ReactNode } from 'react';
import { Dialog } from '../../../components/Dialog';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { announce } from '../../../lib/announcements';
import type { NewPost, Post, PostChanges } from '../../../lib/api/types';
import { discardDrafts } from '../../../lib/drafts/draftStore';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { laterText } from '../../../lib/text/later';
import { useAudienceIdsOf } from '../../audiences/api/audiences';
import { useUpdatePost } from '../api/posts';
import styles from './EditPostDialog.module.css';
import { OwnPost } from './OwnPost';
import { PostForm } from './PostForm';

export default function EditPostDialog({ id }: { id: number }) {
  const draft = `post:${id}`;
  const update = useUpdatePost(id, () => {
    discardDrafts(draft);
    announce(laterText.postForm.saved);
  });
  const { close } = useDialogNavigation();

  const abandon = () => {
    discardDrafts(draft);
    close();
  };

  return (
    <Dialog title={laterText.postForm.editTitle} onClose={abandon}>
      <OwnPost id={id} placeholder={styles.placeholder}>
        {(loaded) => (
          <WithAudiences post={loaded}>
            {(initial) => (
              <PostForm
                draft={draft}
                discardedOnClose
                initial={initial}
                labels={{
                  submit: laterText.postForm.save,
                  submitUndescribed: laterText.postForm.saveUndescribed,
                  submitting: laterText.actions.saving,
                }}
                busy={update.isPending}
                error={update.error}
                onSubmit={(edited) => update.mutate(changes(initial, edited), { onSuccess: close })}
              />
            )}
          </WithAudiences>
        )}
      </OwnPost>
    </Dialog>
  );
}

function WithAudiences({ post, children }: { post: Post; children: (editable: NewPost) => ReactNode }) {
  const audiences = useAudienceIdsOf(post);
  const images = post.images.map(({ image_url, alt_text }) => ({ image_url, alt_text: alt_text ?? '' }));
  return (
    <QueryContent
      query={audiences}
      failed={laterText.audiences.failed}
      skeleton={<Skeleton label={laterText.audiences.loading} pieces={[styles.placeholder]} />}
    >
      {({ ids }) => children({ images, caption: post.caption ?? '', audience_ids: ids })}
    </QueryContent>
  );
}

/** Only the fields that differ: the others may have been changed elsewhere in the meantime. */
function changes(before: NewPost, after: NewPost): PostChanges {
  return {
    ...(JSON.stringify(after.audience_ids) !== JSON.stringify(before.audience_ids) && { audience_ids: after.audience_ids }),
    ...(JSON.stringify(after.images) !== JSON.stringify(before.images) && { images: after.images }),
    ...(after.caption !== before.caption && { caption: after.caption }),
  };
}
