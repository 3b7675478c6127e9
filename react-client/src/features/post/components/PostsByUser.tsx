import type { ReactNode } from 'react';
import { usePostsBy } from '../api/posts';
import { PagedPosts } from './PagedPosts';

interface PostsByUserProps {
  username: string;
  /** Shown when there are no posts. */
  none: ReactNode;
}

/** All posts of a user, newest first. */
export function PostsByUser({ username, none }: PostsByUserProps) {
  return <PagedPosts list={usePostsBy(username)} none={none} />;
}
