import type { ReactNode } from 'react';
import { useProfile } from '../api/people';
import { usePost } from '../api/posts';
import type { Post } from '../api/types';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { Unavailable } from '../components/Unavailable';

interface OwnPostProps {
  id: number;
  /** The size of what is about to be there. */
  placeholder: string | undefined;
  /** Whether the server is asked about the post. */
  enabled?: boolean;
  children: (post: Post) => ReactNode;
}

/** What only the author of a post may do with it. To everybody else there is nothing here. */
export function OwnPost({ id, placeholder, enabled, children }: OwnPostProps) {
  const profile = useProfile();
  const post = usePost(id, { enabled });
  const skeleton = <Skeleton of="the post" pieces={[placeholder]} />;

  return (
    <QueryContent query={profile} what="Your profile" skeleton={skeleton}>
      {(viewer) => (
        <QueryContent query={post} what="This post" skeleton={skeleton}>
          {(loaded) => (loaded.user.id === viewer.id ? children(loaded) : <Unavailable what="This post" />)}
        </QueryContent>
      )}
    </QueryContent>
  );
}
