import { Share2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { LoadMore } from '../../../components/LoadMore';
import { PostGridSkeleton } from '../../../components/PostGridSkeleton';
import { QueryContent } from '../../../components/QueryContent';
import { MAX_SHARED_POSTS } from '../../../lib/api/laterEndpoints';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { usePostsBy } from '../../post/api/posts';
import { SelectableTile } from './SelectableTile';
import styles from './SelectPosts.module.css';

interface SelectPostsProps {
  username: string;
  onDone: () => void;
}

/** The viewer's posts, of which they select those that a guest link shows. The selection stays for another link. */
export function SelectPosts({ username, onDone }: SelectPostsProps) {
  const [, navigate] = useLocation();
  const list = usePostsBy(username);
  // In the order in which guests see the posts.
  const [selected, setSelected] = useState<number[]>([]);
  const tiles = useRef<HTMLUListElement>(null);
  const help = useRef<HTMLParagraphElement>(null);
  // The button that opened this has disappeared.
  useEffect(() => help.current?.focus(), []);

  const isFull = selected.length >= MAX_SHARED_POSTS;
  const toggle = (id: number) => {
    if (selected.includes(id)) setSelected(selected.filter((other) => other !== id));
    else if (!isFull) setSelected([...selected, id]);
  };

  return (
    <>
      <p ref={help} tabIndex={-1} className={styles.help}>
        {laterText.guestLinks.selectHelp}
      </p>
      <QueryContent query={list} failed={laterText.posts.failed} skeleton={<PostGridSkeleton label={laterText.posts.loading} />}>
        {(posts) => (
          <>
            <ul ref={tiles} className={styles.grid}>
              {posts.map((post) => (
                <SelectableTile
                  key={post.id}
                  post={post}
                  place={selected.indexOf(post.id) + 1}
                  isDisabled={isFull}
                  onToggle={() => toggle(post.id)}
                />
              ))}
            </ul>
            <LoadMore list={list} labels={text.morePosts} focusItem={(index) => tiles.current?.children[index]?.querySelector('input')?.focus()} />
          </>
        )}
      </QueryContent>
      <div className={styles.bar}>
        <p role="status">{laterText.guestLinks.selected(selected.length, MAX_SHARED_POSTS)}</p>
        <button type="button" className="button" onClick={onDone}>
          {laterText.actions.cancel}
        </button>
        <button
          type="button"
          className="button primary"
          aria-disabled={selected.length === 0}
          onClick={() => selected.length > 0 && navigate(paths.share(selected))}
        >
          <Share2 size={18} aria-hidden="true" />
          {laterText.postOptions.shareLink}
        </button>
      </div>
    </>
  );
}
