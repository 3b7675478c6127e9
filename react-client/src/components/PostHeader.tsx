import { Ellipsis } from 'lucide-react';
import { Link } from 'wouter';
import type { Post } from '../api/types';
import { postName } from '../format';
import { paths } from '../navigation/routes';
import { AvatarLink, PersonLink } from './PersonLink';
import styles from './PostHeader.module.css';

interface PostHeaderProps {
  post: Post;
  /** Makes the author's name a heading, with this id. */
  headingId?: string;
}

/** Who posted, when, and the way to what else can be done with the post. */
export function PostHeader({ post, headingId }: PostHeaderProps) {
  const Name = headingId ? 'h3' : 'p';
  return (
    <header className={styles.header}>
      <AvatarLink person={post.user} />
      <div className={styles.author}>
        <Name id={headingId} className={styles.name} dir="auto" tabIndex={headingId ? -1 : undefined}>
          <PersonLink person={post.user} />
        </Name>
        <p className={styles.time}>{post.display_time}</p>
      </div>
      <Link href={paths.postOptions(post.id)} className="icon-button" aria-label={`Options for ${postName(post)}`}>
        <Ellipsis aria-hidden="true" />
      </Link>
    </header>
  );
}
