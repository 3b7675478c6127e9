import { Flag, Link as LinkIcon, Maximize2, Pencil, Share2, Trash2 } from 'lucide-react';
import { Link } from 'wouter';
import { Dialog } from '../../../components/Dialog';
import styles from '../../../components/options.module.css';
import { QueryContent } from '../../../components/QueryContent';
import { LinkField } from '../../../components/forms/LinkField';
import { Skeleton } from '../../../components/Skeleton';
import type { Post } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { laterText } from '../../../lib/text/later';
import { useCopyLink } from '../../../lib/useCopyLink';
import { ReportButton } from '../../reports/components/ReportButton';
import { useCurrentUser } from '../../session/api/currentUser';
import { usePost } from '../api/posts';

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
  const { byHand, copy } = useCopyLink(link, onDone);

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
            <Link replace href={paths.share([post.id])} className={styles.option}>
              <Share2 size={20} aria-hidden="true" />
              {laterText.postOptions.shareLink}
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
      {!own && (
        <li>
          <ReportButton subject={{ post_id: post.id }} title={laterText.report.post} className={styles.option}>
            <Flag size={20} aria-hidden="true" />
            {laterText.report.post}
          </ReportButton>
        </li>
      )}
      <li>
        <Link replace href={paths.post(post.id)} className={styles.option}>
          <Maximize2 size={20} aria-hidden="true" />
          {laterText.postOptions.open}
        </Link>
      </li>
      {byHand ? (
        <li className={styles.link}>
          <LinkField label={laterText.postOptions.link} link={link} hint={laterText.copyLink.byHand} />
        </li>
      ) : (
        <li>
          <button type="button" className={styles.option} onClick={copy}>
            <LinkIcon size={20} aria-hidden="true" />
            {laterText.copyLink.copy}
          </button>
        </li>
      )}
    </ul>
  );
}
