import type { ReactNode } from 'react';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { Unavailable } from '../../../components/Unavailable';
import type { Post } from '../../../lib/api/types';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { usePost } from '../api/posts';

interface OwnPostProps {
  id: number;
  /** Class name that sizes the skeleton. */
  placeholder: string | undefined;
  /** Whether to ask the server for the post. */
  enabled?: boolean;
  children: (post: Post) => ReactNode;
}

/** Content for the author of a post only. Other users see that it is unavailable. */
export function OwnPost({ id, placeholder, enabled, children }: OwnPostProps) {
  const currentUser = useCurrentUser();
  const post = usePost(id, { enabled });
  const skeleton = <Skeleton label={laterText.posts.loadingOne} pieces={[placeholder]} />;

  return (
    <QueryContent query={currentUser} failed={text.profile.failed} skeleton={skeleton}>
      {(viewer) => (
        <QueryContent query={post} failed={laterText.posts.failedOne} unavailable={laterText.posts.unavailable} skeleton={skeleton}>
          {(loaded) => (loaded.user.id === viewer.id ? children(loaded) : <Unavailable title={laterText.posts.unavailable} />)}
        </QueryContent>
      )}
    </QueryContent>
  );
}
