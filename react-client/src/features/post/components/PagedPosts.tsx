import type { ReactNode } from 'react';
import { LoadMore } from '../../../components/LoadMore';
import { PostGrid, postTileId } from '../../../components/PostGrid';
import { PostGridSkeleton } from '../../../components/PostGridSkeleton';
import { QueryContent } from '../../../components/QueryContent';
import type { usePagedList } from '../../../lib/api/pagedList';
import type { Post } from '../../../lib/api/types';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';

interface PagedPostsProps {
  list: ReturnType<typeof usePagedList<Post>>;
  /** Shown when there are no posts. */
  none: ReactNode;
}

/** A list of posts as a grid, loaded page by page. */
export function PagedPosts({ list, none }: PagedPostsProps) {
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
