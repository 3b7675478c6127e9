import { Link as LinkIcon, Maximize2, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { Dialog } from '../../../components/Dialog';
import styles from '../../../components/options.module.css';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { announce } from '../../../lib/announcements';
import type { Post } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { usePost } from '../api/posts';
import { LinkField } from './LinkField';

/** Rarer actions on a post. */
export default function PostOptionsDialog({ id }: { id: number }) {
  const post = usePost(id);
  const { close } = useDialogNavigation();
  return (
    <Dialog title={laterText.postOptions.options} size="small" onClose={close}>
      <QueryContent
        query={post}
        failed={laterText.posts.failedOne}
        unavailable={laterText.posts.unavailable}
        skeleton={<Skeleton label={laterText.posts.loadingOne} pieces={[styles.placeholder]} />}
      >
        {(loaded) => <Options post={loaded} onDone={close} />}
      </QueryContent>
    </Dialog>
  );
}

function Options({ post, onDone }: { post: Post; onDone: () => void }) {
  const own = useCurrentUser().data?.id === post.user.id;

  const link = new URL(paths.post(post.id), location.href).href;
  const [byHand, setByHand] = useState(false);

  const copyLink = async () => {
    try {
      await navigator.clipboard.writeText(link);
      announce(laterText.postOptions.linkCopied);
      onDone();
    } catch {
      // Scripts may use the clipboard over HTTPS only.
      setByHand(true);
    }
  };

  return (
    <ul className={styles.options}>
      {own && (
        <>
          <li>
            <Link replace href={paths.editPost(post.id)} className={styles.option}>
              <Pencil size={20} aria-hidden="true" />
              {laterText.postOptions.edit}
            </Link>
          </li>
          <li>
            <Link replace href={paths.deletePost(post.id)} className={`${styles.option} ${styles.danger}`}>
              <Trash2 size={20} aria-hidden="true" />
              {laterText.postOptions.delete}
            </Link>
          </li>
        </>
      )}
      <li>
        <Link replace href={paths.post(post.id)} className={styles.option}>
          <Maximize2 size={20} aria-hidden="true" />
          {laterText.postOptions.open}
        </Link>
      </li>
      {byHand ? (
        <li className={styles.link}>
          <LinkField link={link} />
        </li>
      ) : (
        <li>
          <button type="button" className={styles.option} onClick={() => void copyLink()}>
            <LinkIcon size={20} aria-hidden="true" />
            {laterText.postOptions.copyLink}
          </button>
        </li>
      )}
    </ul>
  );
}
