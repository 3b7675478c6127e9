import type { ReactNode } from 'react';
import { usePostsBy } from '../api/posts';
import { More } from './More';
import { PostGrid, PostGridSkeleton, postTileId } from './PostGrid';
import { QueryContent } from './QueryContent';

interface PostsOfPersonProps {
  username: string;
  /** Finishes the sentence "… could not be loaded". */
  what: string;
  /** Takes the place of posts when there are none. */
  none: ReactNode;
}

/** All that somebody has posted, newest first, for as long as one scrolls. */
export function PostsOfPerson({ username, what, none }: PostsOfPersonProps) {
  const list = usePostsBy(username);
  const focusPost = (index: number) => {
    const post = list.data?.[index];
    if (post) document.getElementById(postTileId(post))?.focus();
  };

  return (
    <QueryContent query={list} what={what} skeleton={<PostGridSkeleton of="posts" />}>
      {(posts) =>
        posts.length === 0 && !list.hasNextPage ? (
          none
        ) : (
          <>
            <PostGrid posts={posts} />
            <More list={list} noun="post" label="Show more" focusItem={focusPost} />
          </>
        )
      }
    </QueryContent>
  );
}
