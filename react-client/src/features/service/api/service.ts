import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/api/client';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import type { Service } from '../../../lib/api/types';

export const serviceKey = ['service'] as const;

const REFRESH_MS = 10 * 60_000;

/** What the operators of this service tell its users. It seldom changes. */
export function useService() {
  return useQuery({ queryKey: serviceKey, queryFn: () => get<Service>(laterEndpoints.service), staleTime: REFRESH_MS });
}
