import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { profileKey } from '../api/people';
import { postKeys } from '../api/postCache';
import { createQueryClient } from '../api/queryClient';
import { endpoints } from '../api/endpoints';
import type { Pages } from '../api/pages';
import { useFeed } from '../api/posts';
import type { Post } from '../api/types';
import { StatusRegion } from '../components/StatusRegion';
import { openDrafts } from '../drafts/draftStore';
import { viewer } from './fixtures';

/** Renders as {@link viewer}, who is signed in, with the region that announces results. */
export function renderSignedIn(ui: ReactNode, remembered: { feed?: Post[] } = {}): QueryClient {
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  client.setQueryData(profileKey, viewer);
  if (remembered.feed) {
    client.setQueryData<Pages<Post>>(postKeys.feed, { pages: [{ items: remembered.feed }], pageParams: [endpoints.feed] });
  }
  openDrafts(viewer.id);
  render(
    <QueryClientProvider client={client}>
      {ui}
      <StatusRegion />
    </QueryClientProvider>,
  );
  return client;
}

/** Shows the only post of the feed, and follows what becomes of it there. */
export function OnlyPost({ children }: { children: (post: Post) => ReactNode }) {
  const post = useFeed().data?.[0];
  return post && children(post);
}
