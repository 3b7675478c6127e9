import { postName } from '../format';
import { post as create, remove } from './client';
import { endpoints } from './endpoints';
import { bookmarksKey, patchPost, postKeys } from './postCache';
import { useProfile } from './people';
import { useToggle } from './toggle';
import type { BookmarkedPost, Like } from './types';

export function useLike(post: BookmarkedPost) {
  const viewerId = useProfile().data?.id ?? 0;

  return useToggle<Like>(post.current_user_like_id, {
    key: ['like', post.id],
    turnOn: () => create<Like>(endpoints.likes, { post_id: post.id }),
    turnOff: (id) => remove(endpoints.like(id)),
    show: (client, id) => patchPost(client, post.id, (known) => withLike(known, id, viewerId)),
    lists: [postKeys.all, bookmarksKey],
    said: { on: `You like ${postName(post)}`, off: `You no longer like ${postName(post)}` },
    failed: { on: 'Your like was not saved.', off: 'Your like was not removed.' },
  });
}

function withLike<P extends BookmarkedPost>(post: P, id: number | undefined, viewerId: number): P {
  const others = post.likes.filter((like) => like.id !== post.current_user_like_id);
  const likes = id === undefined ? others : [...others, { id, user_id: viewerId, post_id: post.id }];
  return { ...post, likes, current_user_like_id: id };
}
