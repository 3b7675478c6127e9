import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { StatusRegion } from '../components/StatusRegion';
import { useFeed } from '../features/feed/api/feed';
import { endpoints } from '../lib/api/endpoints';
import type { Pages } from '../lib/api/pagedList';
import { createQueryClient } from '../lib/api/queryClient';
import { currentUserKey, postKeys } from '../lib/api/queryKeys';
import type { Post } from '../lib/api/types';
import { openDrafts } from '../lib/drafts/draftStore';
import { viewer } from './fixtures';

/** Renders for the signed-in {@link viewer}, with the status region. */
export function renderSignedIn(ui: ReactNode, remembered: { feed?: Post[]; next?: string } = {}): QueryClient {
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  client.setQueryData(currentUserKey, viewer);
  if (remembered.feed) {
    client.setQueryData<Pages<Post>>(postKeys.feed, { pages: [{ items: remembered.feed, next: remembered.next }], pageParams: [endpoints.feed] });
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

/** Renders the only post of the feed, with every change of it. */
export function OnlyPost({ children }: { children: (post: Post) => ReactNode }) {
  const post = useFeed().data?.[0];
  return post && children(post);
}
