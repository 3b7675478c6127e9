import { usePost } from '../api/posts';
import type { Post } from '../api/types';
import { AddComment } from '../components/AddComment';
import { BookmarkButton } from '../components/BookmarkButton';
import { Dialog } from '../components/Dialog';
import { LikeButton } from '../components/LikeButton';
import { LikeCount } from '../components/LikeCount';
import { Picture } from '../components/Picture';
import { PostHeader } from '../components/PostHeader';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { displayName, pictureText } from '../format';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
import { PostComments } from './PostComments';
import styles from './PostDialog.module.css';

/** One post with all its comments. */
export default function PostDialog({ id }: { id: number }) {
  const post = usePost(id);
  const { close } = useDialogNavigation();
  const title = post.data ? `${displayName(post.data.user)}’s post` : 'Post';

  return (
    <Dialog title={title} titleHidden size="large" onClose={close}>
      <QueryContent
        query={post}
        what="This post"
        skeleton={<Skeleton of="the post" className={styles.layout} pieces={[styles.picture, styles.placeholder]} />}
      >
        {(loaded) => <PostDetails post={loaded} />}
      </QueryContent>
    </Dialog>
  );
}

function PostDetails({ post }: { post: Post }) {
  return (
    <div className={styles.layout}>
      <div className={styles.picture}>
        <Picture src={post.image_url} alt={pictureText(post)} sizes="(width >= 48rem) 44rem, 100vw" whole eager />
      </div>
      <div className={styles.side}>
        <div className={styles.header}>
          <PostHeader post={post} />
        </div>
        <PostComments post={post} />
        <div className={styles.foot}>
          <div className={styles.actions}>
            <LikeButton post={post} />
            <LikeCount likes={post.likes} />
            <BookmarkButton post={post} />
          </div>
          <AddComment post={post} />
        </div>
      </div>
    </div>
  );
}
