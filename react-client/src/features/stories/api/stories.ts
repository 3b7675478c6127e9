import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { storiesKey } from '../../../lib/api/queryKeys';
import type { Story } from '../../../lib/api/types';

export function useStories() {
  return useQuery({ queryKey: storiesKey, queryFn: () => get<Story[]>(endpoints.stories) });
}
