import { MessageCircle } from 'lucide-react';
import { Link } from 'wouter';
import { Caption } from '../../../components/Caption';
import type { Post } from '../../../lib/api/types';
import { postName } from '../../../lib/names';
import { paths } from '../../../lib/navigation/routes';
import { FEED_WIDTHS } from '../../../lib/photoWidths';
import { proportions } from '../../../lib/storedImage';
import { text } from '../../../lib/text';
import { BookmarkButton } from '../../bookmarks/components/BookmarkButton';
import { AddComment } from '../../comments/components/AddComment';
import { CommentText } from '../../comments/components/CommentText';
import { LikeButton } from '../../likes/components/LikeButton';
import { LikeCount } from '../../likes/components/LikeCount';
import styles from './PostCard.module.css';
import { PostHeader } from './PostHeader';
import { PostPhotos } from './PostPhotos';

interface PostCardProps {
  post: Post;
  /** Loads its image immediately: it is on the first screen. */
  eager: boolean;
}

const TALLEST = 4 / 5;
const WIDEST = 16 / 9;

export function postTitleId(post: Post): string {
  return `post-${post.id}`;
}

export function PostCard({ post, eager }: PostCardProps) {
  const titleId = postTitleId(post);
  const lastComment = post.comments.findLast((comment) => !comment.hidden);

  return (
    <article className={`card ${styles.post}`} aria-labelledby={titleId}>
      <PostHeader post={post} headingId={titleId} />

      <div className={styles.image} style={{ aspectRatio: proportions(post.image_url, TALLEST, WIDEST) }}>
        <PostPhotos post={post} sizes={FEED_WIDTHS} eager={eager} />
      </div>

      <div className={styles.body}>
        <div className={styles.actions}>
          <LikeButton post={post} />
          <Link href={paths.comments(post.id)} className="icon-button" aria-label={text.posts.commentsOn(postName(post))}>
            <MessageCircle aria-hidden="true" />
          </Link>
          <BookmarkButton post={post} />
        </div>
        <LikeCount post={post} />
        {post.caption && <Caption author={post.user} caption={post.caption} />}
        {post.comments_count > 1 && (
          <Link href={paths.comments(post.id)} className={styles.all}>
            {text.posts.viewAllComments(post.comments_count)}
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
