import { Ellipsis } from 'lucide-react';
import { Link } from 'wouter';
import { AudienceBadge } from '../../../components/AudienceBadge';
import { TimeAgo } from '../../../components/TimeAgo';
import { AvatarLink, UserLink } from '../../../components/UserLink';
import type { Post } from '../../../lib/api/types';
import { postName } from '../../../lib/names';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import styles from './PostHeader.module.css';

interface PostHeaderProps {
  post: Post;
  /** Makes the author's name a heading, with this id. */
  headingId?: string;
}

/** The author and age of a post, and a link to its options. */
export function PostHeader({ post, headingId }: PostHeaderProps) {
  const Name = headingId ? 'h3' : 'p';
  return (
    <header className={styles.header}>
      <AvatarLink user={post.user} />
      <div className={styles.author}>
        <Name id={headingId} className={styles.name} dir="auto" tabIndex={headingId ? -1 : undefined}>
          <UserLink user={post.user} />
        </Name>
        <p className={styles.time}>
          <TimeAgo time={post.published_at} otherwise={post.display_time} />
          {post.has_audience && <AudienceBadge />}
          {post.is_hidden && text.posts.hidden}
        </p>
      </div>
      <Link href={paths.postOptions(post.id)} className="icon-button" aria-label={text.posts.optionsFor(postName(post))}>
        <Ellipsis aria-hidden="true" />
      </Link>
    </header>
  );
}
