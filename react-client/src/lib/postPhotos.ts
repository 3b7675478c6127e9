import type { BookmarkedPost } from './api/types';

export interface PostPhoto {
  image_url: string;
  alt_text: string | null;
}

/** The photos of a post, in their order. The API has one for each post. Only this function depends on that. */
export function photosOf({ image_url, alt_text }: Pick<BookmarkedPost, 'image_url' | 'alt_text'>): PostPhoto[] {
  return [{ image_url, alt_text }];
}
