import { whenAnswered } from '../lib/api/client';
import { endpoints } from '../lib/api/endpoints';
import type { Post } from '../lib/api/types';
import { parsePostPath, paths } from '../lib/navigation/routes';
import { imageSources } from '../lib/imageSources';
import { FEED_WIDTHS, POST_WIDTHS } from '../lib/photoWidths';

/**
 * Loads the first photo of the feed or of a post as soon as the API has answered. The application may still be loading, and
 * finds the photo in the cache of the browser.
 */
export function loadFirstImage(path: string): void {
  const post = parsePostPath(path);
  if (post?.dialog === 'view') {
    whenAnswered(endpoints.postWithComments(post.id), (answer) => load(answer as Post, POST_WIDTHS));
  } else if (path === paths.feed) {
    whenAnswered(endpoints.feed, (answer) => load((answer as Post[])[0], FEED_WIDTHS));
  }
}

function load(post: Post | undefined, widths: string): void {
  if (!post) return;
  const { sizes = '', srcSet = '', src } = imageSources(post.image_url, widths);
  const image = new Image();
  image.fetchPriority = 'high';
  image.referrerPolicy = 'no-referrer';
  image.sizes = sizes;
  image.srcset = srcSet;
  image.src = src;
}
