import { Link as LinkIcon, Maximize2, Pencil, Trash2 } from 'lucide-react';
import { Link } from 'wouter';
import { announce, announceFailure } from '../announcements';
import { useProfile } from '../api/people';
import { usePost } from '../api/posts';
import type { Post } from '../api/types';
import { Dialog } from '../components/Dialog';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { paths } from '../navigation/routes';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
import styles from './PostOptionsDialog.module.css';

/** What can be done with a post, besides what stands under its picture. */
export default function PostOptionsDialog({ id }: { id: number }) {
  const post = usePost(id);
  const { close } = useDialogNavigation();
  return (
    <Dialog title="Post options" size="small" onClose={close}>
      <QueryContent query={post} what="This post" skeleton={<Skeleton of="the post" pieces={[styles.placeholder]} />}>
        {(loaded) => <Options post={loaded} onDone={close} />}
      </QueryContent>
    </Dialog>
  );
}

function Options({ post, onDone }: { post: Post; onDone: () => void }) {
  const own = useProfile().data?.id === post.user.id;

  const copyLink = async () => {
    try {
      await navigator.clipboard.writeText(new URL(paths.post(post.id), location.href).href);
      announce('Link copied');
      onDone();
    } catch {
      announceFailure('The link was not copied.', new Error('The browser does not allow it here.'));
    }
  };

  return (
    <ul className={styles.options}>
      {own && (
        <>
          <li>
            <Link replace href={paths.editPost(post.id)} className={styles.option}>
              <Pencil size={20} aria-hidden="true" />
              Edit post
            </Link>
          </li>
          <li>
            <Link replace href={paths.deletePost(post.id)} className={`${styles.option} ${styles.danger}`}>
              <Trash2 size={20} aria-hidden="true" />
              Delete post
            </Link>
          </li>
        </>
      )}
      <li>
        <Link replace href={paths.post(post.id)} className={styles.option}>
          <Maximize2 size={20} aria-hidden="true" />
          Open post
        </Link>
      </li>
      <li>
        <button type="button" className={styles.option} onClick={() => void copyLink()}>
          <LinkIcon size={20} aria-hidden="true" />
          Copy link
        </button>
      </li>
    </ul>
  );
}
