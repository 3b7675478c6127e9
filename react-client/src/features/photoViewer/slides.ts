import type { BookmarkedPost, PostImage } from '../../lib/api/types';
import { paths } from '../../lib/navigation/routes';
import { laterText } from '../../lib/text/later';

/** A photo of a post in the viewer. */
export interface Slide {
  address: string;
  post: BookmarkedPost;
  photo: PostImage;
  /** Its place among the photos of its post, from 1. */
  number: number;
  count: number;
}

/** All photos of the posts, one after the other. */
export function slidesOf(posts: BookmarkedPost[]): Slide[] {
  return posts.flatMap((post) =>
    post.images.map((photo, index, { length: count }) => ({
      address: paths.photo(post.id, index + 1),
      post,
      photo,
      number: index + 1,
      count,
    })),
  );
}

/** A photo of a post, or its last photo if the post has fewer photos. */
export function findSlide(slides: Slide[], postId: number, number: number): Slide | undefined {
  return slides.findLast((slide) => slide.post.id === postId && slide.number <= number);
}

/** `Photo 2 of 5, by @ada`. */
export function positionText({ number, count, post: { user } }: Slide): string {
  return count > 1 ? laterText.photoViewer.positionBy(number, count, user.username) : laterText.photoViewer.photoBy(user.username);
}
