import type { ReactNode } from 'react';
import { LoadMore } from '../../../components/LoadMore';
import { PostGrid, postTileId } from '../../../components/PostGrid';
import { PostGridSkeleton } from '../../../components/PostGridSkeleton';
import { QueryContent } from '../../../components/QueryContent';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { usePostsBy } from '../api/posts';

interface PostsByUserProps {
  username: string;
  /** Shown when there are no posts. */
  none: ReactNode;
}

/** All posts of a user, newest first, loaded page by page. */
export function PostsByUser({ username, none }: PostsByUserProps) {
  const list = usePostsBy(username);
  const focusPost = (index: number) => {
    const post = list.data?.[index];
    if (post) document.getElementById(postTileId(post))?.focus();
  };

  return (
    <QueryContent query={list} failed={laterText.posts.failed} skeleton={<PostGridSkeleton label={laterText.posts.loading} />}>
      {(posts) =>
        posts.length === 0 && !list.hasNextPage ? (
          none
        ) : (
          <>
            <PostGrid posts={posts} />
            <LoadMore list={list} labels={text.morePosts} focusItem={focusPost} />
          </>
        )
      }
    </QueryContent>
  );
}
