import { useEffect, useRef } from 'react';
import { usePost } from '../api/posts';
import type { Post } from '../api/types';
import { AddComment } from '../components/AddComment';
import { BookmarkButton } from '../components/BookmarkButton';
import { Caption } from '../components/Caption';
import { Comment } from '../components/Comment';
import { Dialog } from '../components/Dialog';
import { LikeButton } from '../components/LikeButton';
import { LikeCount } from '../components/LikeCount';
import { Picture } from '../components/Picture';
import { PostHeader } from '../components/PostHeader';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { displayName, pictureText } from '../format';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
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
  const comments = useRef<HTMLDivElement>(null);
  const shownBefore = useRef(post.comments.length);

  // A new comment is added below what may be a long list.
  useEffect(() => {
    if (post.comments.length > shownBefore.current) comments.current?.scrollTo({ top: comments.current.scrollHeight });
    shownBefore.current = post.comments.length;
  }, [post.comments.length]);

  return (
    <div className={styles.layout}>
      <div className={styles.picture}>
        <Picture src={post.image_url} alt={pictureText(post)} whole eager />
      </div>
      <div className={styles.side}>
        <div className={styles.header}>
          <PostHeader post={post} />
        </div>
        <div ref={comments} className={styles.comments} role="region" aria-label="Caption and comments" tabIndex={0}>
          {post.caption && <Caption author={post.user} text={post.caption} whole />}
          {post.comments.length === 0 ? (
            <p className={styles.none}>No comments yet. Say the first word.</p>
          ) : (
            <ol className={styles.list}>
              {post.comments.map((comment) => (
                <Comment key={comment.id} comment={comment} onDeleted={() => comments.current?.focus()} />
              ))}
            </ol>
          )}
        </div>
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
