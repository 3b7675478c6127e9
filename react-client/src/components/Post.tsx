import { MessageCircle } from 'lucide-react';
import { Link } from 'wouter';
import type { Post as PostType } from '../api/types';
import { count, pictureText, postName } from '../format';
import { paths } from '../navigation/routes';
import { proportions } from '../pictures';
import { AddComment } from './AddComment';
import { BookmarkButton } from './BookmarkButton';
import { Caption } from './Caption';
import { CommentText } from './CommentText';
import { LikeButton } from './LikeButton';
import { LikeCount } from './LikeCount';
import { Picture } from './Picture';
import styles from './Post.module.css';
import { PostHeader } from './PostHeader';

interface PostProps {
  post: PostType;
  /** Among the first on screen. */
  eager: boolean;
}

/** How wide a picture is in the feed: at most its column, and on a phone from edge to edge. */
const FEED_WIDTHS = 'min(37.5rem, 100vw)';
const TALLEST = 4 / 5;
const WIDEST = 16 / 9;

export function postTitleId(post: PostType): string {
  return `post-${post.id}`;
}

export function Post({ post, eager }: PostProps) {
  const titleId = postTitleId(post);
  const lastComment = post.comments.findLast((comment) => !comment.hidden);

  return (
    <article className={`card ${styles.post}`} aria-labelledby={titleId}>
      <PostHeader post={post} headingId={titleId} />

      <Link href={paths.post(post.id)} className={styles.picture} style={{ aspectRatio: proportions(post.image_url, TALLEST, WIDEST) }}>
        <Picture src={post.image_url} alt={pictureText(post)} sizes={FEED_WIDTHS} eager={eager} />
      </Link>

      <div className={styles.body}>
        <div className={styles.actions}>
          <LikeButton post={post} />
          <Link href={paths.post(post.id)} className="icon-button" aria-label={`Comments on ${postName(post)}`}>
            <MessageCircle aria-hidden="true" />
          </Link>
          <BookmarkButton post={post} />
        </div>
        <LikeCount likes={post.likes} />
        {post.caption && <Caption author={post.user} text={post.caption} />}
        {post.comments_count > 1 && (
          <Link href={paths.post(post.id)} className={styles.all}>
            View all {count(post.comments_count, 'comment')}
          </Link>
        )}
        {lastComment && <CommentText comment={lastComment} />}
      </div>
      <div className={styles.add}>
        <AddComment post={post} />
      </div>
    </article>
  );
}
