import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import type { StoryViewer } from '../../../lib/api/types';

const storyViewersKey = (id: number) => ['story viewers', id] as const;

/** Who has seen a story of the viewer, newest first. */
export function useStoryViewers(id: number) {
  return usePagedList<StoryViewer>(storyViewersKey(id), laterEndpoints.storyViewers(id));
}
