import { useLayoutEffect, useRef } from 'react';
import { announce, announceFailure } from '../announcements';
import { useDeletePost } from '../api/posts';
import type { Post } from '../api/types';
import { Dialog } from '../components/Dialog';
import { Picture } from '../components/Picture';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
import styles from './DeletePostDialog.module.css';
import { OwnPost } from './OwnPost';

export default function DeletePostDialog({ id }: { id: number }) {
  const deletion = useDeletePost(id);
  const { close, closeAll } = useDialogNavigation();

  const confirm = () => {
    if (deletion.isPending) return;
    deletion.mutate(undefined, {
      onSuccess: () => {
        announce('Post deleted');
        closeAll();
      },
      onError: (error) => announceFailure('The post was not deleted.', error),
    });
  };

  return (
    <Dialog title="Delete this post?" size="small" role="alertdialog" onClose={close}>
      <OwnPost id={id} placeholder={styles.placeholder} enabled={!deletion.isSuccess}>
        {(post) => <Question post={post} busy={deletion.isPending} onKeep={close} onDelete={confirm} />}
      </OwnPost>
    </Dialog>
  );
}

interface QuestionProps {
  post: Post;
  busy: boolean;
  onKeep: () => void;
  onDelete: () => void;
}

function Question({ post, busy, onKeep, onDelete }: QuestionProps) {
  const keep = useRef<HTMLButtonElement>(null);
  // The dialog may have been open, and empty, before there was a question.
  useLayoutEffect(() => keep.current?.focus(), []);

  return (
    <div className={styles.question}>
      <div className={styles.matter}>
        <div className={styles.picture}>
          <Picture src={post.image_url} alt="" sizes="8rem" />
        </div>
        <p>Its comments, likes and bookmarks go with it. This cannot be undone.</p>
      </div>
      <div className={styles.answers}>
        <button ref={keep} type="button" className="button" data-autofocus onClick={onKeep}>
          Keep post
        </button>
        <button type="button" className="button danger" aria-disabled={busy} onClick={onDelete}>
          {busy ? 'Deleting…' : 'Delete post'}
        </button>
      </div>
    </div>
  );
}
