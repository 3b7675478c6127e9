import { useRef, type CSSProperties } from 'react';
import { Dialog } from '../../../components/Dialog';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import type { Post } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { POST_WIDTHS } from '../../../lib/photoWidths';
import { proportions } from '../../../lib/storedImage';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { BookmarkButton } from '../../bookmarks/components/BookmarkButton';
import { AddComment } from '../../comments/components/AddComment';
import { PostComments } from '../../comments/components/PostComments';
import { LikeButton } from '../../likes/components/LikeButton';
import { LikeCount } from '../../likes/components/LikeCount';
import { usePost } from '../api/posts';
import styles from './PostDialog.module.css';
import { PostHeader } from './PostHeader';
import { PostPhotos } from './PostPhotos';

/** The aspect ratios that fit a phone in full width. Photos beyond them have space beside them. */
const TALLEST = 1 / 2;
const WIDEST = 3;

/** One post with all its comments. */
export default function PostDialog({ id }: { id: number }) {
  const post = usePost(id);
  const { close } = useDialogNavigation();
  const title = post.data ? text.posts.name(displayName(post.data.user), '') : laterText.posts.title;

  return (
    <Dialog title={title} titleHidden size="large" onClose={close}>
      <QueryContent
        query={post}
        failed={laterText.posts.failedOne}
        unavailable={laterText.posts.unavailable}
        skeleton={<Skeleton label={laterText.posts.loadingOne} className={styles.layout} pieces={[styles.image, styles.placeholder]} />}
      >
        {(loaded) => <PostDetails post={loaded} />}
      </QueryContent>
    </Dialog>
  );
}

function PostDetails({ post }: { post: Post }) {
  const commentField = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.layout}>
      <div className={styles.image} style={{ '--ratio': proportions(post.image_url, TALLEST, WIDEST) } as CSSProperties}>
        <PostPhotos post={post} sizes={POST_WIDTHS} whole eager />
      </div>
      <div className={styles.side}>
        <div className={styles.header}>
          <PostHeader post={post} />
        </div>
        <PostComments post={post} onReply={() => commentField.current?.focus()} />
        <div className={styles.foot}>
          <div className={styles.actions}>
            <LikeButton post={post} />
            <LikeCount post={post} />
            <BookmarkButton post={post} />
          </div>
          <AddComment post={post} fieldRef={commentField} />
        </div>
      </div>
    </div>
  );
}
