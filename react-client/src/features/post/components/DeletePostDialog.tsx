import { useLayoutEffect, useRef } from 'react';
import { Dialog } from '../../../components/Dialog';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { announce, announceFailure } from '../../../lib/announcements';
import type { Post } from '../../../lib/api/types';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { laterText } from '../../../lib/text/later';
import { useDeletePost } from '../api/posts';
import styles from './DeletePostDialog.module.css';
import { OwnPost } from './OwnPost';

export default function DeletePostDialog({ id }: { id: number }) {
  const deletion = useDeletePost(id);
  const { close, closeAll } = useDialogNavigation();

  const confirm = () => {
    if (deletion.isPending) return;
    deletion.mutate(undefined, {
      onSuccess: () => {
        announce(laterText.postOptions.deleted);
        closeAll();
      },
      onError: (error) => announceFailure(laterText.postOptions.notDeleted, error),
    });
  };

  return (
    <Dialog title={laterText.postOptions.deleteQuestion} size="small" role="alertdialog" onClose={close}>
      <OwnPost id={id} placeholder={styles.placeholder} enabled={!deletion.isSuccess}>
        {(post) => <DeleteQuestion post={post} busy={deletion.isPending} onKeep={close} onDelete={confirm} />}
      </OwnPost>
    </Dialog>
  );
}

interface DeleteQuestionProps {
  post: Post;
  busy: boolean;
  onKeep: () => void;
  onDelete: () => void;
}

function DeleteQuestion({ post, busy, onKeep, onDelete }: DeleteQuestionProps) {
  const keep = useRef<HTMLButtonElement>(null);
  // The dialog may have opened before the question was there to take the focus.
  useLayoutEffect(() => keep.current?.focus(), []);

  return (
    <div className={styles.question}>
      <div className={styles.matter}>
        <div className={styles.image}>
          <ResponsiveImage src={post.image_url} alt="" sizes="8rem" />
        </div>
        <p>{laterText.postOptions.deleteHelp}</p>
      </div>
      <div className={styles.answers}>
        <button ref={keep} type="button" className="button" data-autofocus onClick={onKeep}>
          {laterText.postOptions.keep}
        </button>
        <button type="button" className="button danger" aria-disabled={busy} onClick={onDelete}>
          {busy ? laterText.postOptions.deleting : laterText.postOptions.delete}
        </button>
      </div>
    </div>
  );
}
