import { ApiError } from '../../lib/api/client';

/** The index of the photo that the server refused, from a field such as `images[1].image_url`. */
export function photoOfError(error: Error | null): number | undefined {
  const field = error instanceof ApiError ? error.field : undefined;
  const index = /^images\[(\d+)\]/.exec(field ?? '')?.[1];
  return index === undefined ? undefined : Number(index);
}
