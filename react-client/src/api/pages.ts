/** Lists of posts that are loaded page by page, as the query cache keeps them. */
import { replaceEqualDeep, type InfiniteData } from '@tanstack/react-query';
import type { Page } from './client';
import type { Post } from './types';

export type PostPages = InfiniteData<Page<Post>, string>;

/** All posts of the pages, each once: whatever is posted or deleted between two requests can move one to another page. */
export function postsOfPages({ pages }: PostPages): Post[] {
  const byId = new Map<number, Post>();
  for (const post of pages.flatMap(({ items }) => items)) {
    if (!byId.has(post.id)) byId.set(post.id, post);
  }
  return [...byId.values()];
}

export function changePages(list: PostPages, change: (posts: Post[], page: number) => Post[]): PostPages {
  return { ...list, pages: list.pages.map((page, index) => ({ ...page, items: change(page.items, index) })) };
}

/**
 * Adds a page that has arrived to the list as it is by then. A query brings the page together with the list as it was
 * when the page was asked for, which would undo likes, comments and deletions since.
 */
export function withNextPage(known: unknown, arrived: unknown): unknown {
  if (isPages(known) && isPages(arrived) && arrived.pages.length === known.pages.length + 1) {
    return { ...arrived, pages: [...known.pages, ...arrived.pages.slice(-1)] };
  }
  return replaceEqualDeep(known, arrived);
}

function isPages(data: unknown): data is PostPages {
  return typeof data === 'object' && data !== null && 'pages' in data;
}
