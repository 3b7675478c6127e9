import { vi } from 'vitest';
import { PostForm } from '../features/post/components/PostForm';
import type { NewPost } from '../lib/api/types';
import { renderSignedIn } from './render';

/** Renders the form of a new post. Returns the function that gets what is submitted. */
export function renderPostForm({ error = null, initial }: { error?: Error | null; initial?: NewPost } = {}) {
  const onSubmit = vi.fn<(post: NewPost) => void>();
  renderSignedIn(
    <PostForm
      draft="post:new"
      initial={initial}
      labels={{ submit: 'Share', submitUndescribed: 'Share without alt text', submitting: 'Sharing…' }}
      busy={false}
      error={error}
      onSubmit={(post) => onSubmit(post)}
    />,
  );
  return onSubmit;
}
