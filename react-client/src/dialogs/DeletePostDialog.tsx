import { announce, announceFailure } from '../announcements';
import { useDeletePost, usePost } from '../api/posts';
import { Dialog } from '../components/Dialog';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
import styles from './DeletePostDialog.module.css';

export default function DeletePostDialog({ id }: { id: number }) {
  const deletion = useDeletePost(id);
  const post = usePost(id, { enabled: !deletion.isSuccess }).data;
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
      <div className={styles.question}>
        <div className={styles.matter}>
          {post && <img className={styles.picture} src={post.image_url} alt="" referrerPolicy="no-referrer" />}
          <p>Its comments, likes and bookmarks go with it. This cannot be undone.</p>
        </div>
        <div className={styles.answers}>
          <button type="button" className="button" data-autofocus onClick={close}>
            Keep post
          </button>
          <button type="button" className="button danger" aria-disabled={deletion.isPending} onClick={confirm}>
            {deletion.isPending ? 'Deleting…' : 'Delete post'}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
