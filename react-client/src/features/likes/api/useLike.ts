import { patchPost } from '../../../lib/api/postCache';
import { bookmarksKey, likesKey, postKeys } from '../../../lib/api/queryKeys';
import type { BookmarkedPost, Like } from '../../../lib/api/types';
import { useToggle } from '../../../lib/api/useToggle';
import { postName } from '../../../lib/names';
import { outbox } from '../../../lib/outbox/onDemand';
import { text } from '../../../lib/text';
import { useCurrentUser } from '../../session/api/currentUser';

export function useLike(post: BookmarkedPost) {
  const viewerId = useCurrentUser().data?.id ?? 0;

  return useToggle<Like>(post.current_user_like_id, {
    key: ['like', post.id],
    turnOn: async () => (await outbox()).sendLike(viewerId, post.id, postName(post)),
    turnOff: async (id) => (await outbox()).sendUnlike(viewerId, post.id, postName(post), id),
    show: (client, id) => patchPost(client, post.id, (cached) => withLike(cached, id, viewerId)),
    onConfirmed: (client) => void client.invalidateQueries({ queryKey: likesKey(post.id) }),
    lists: [postKeys.all, bookmarksKey],
    said: { on: () => text.likes.liked(postName(post)), off: () => text.likes.unliked(postName(post)) },
    failed: { on: text.likes.notSaved, off: text.likes.notRemoved },
  });
}

export function withLike<P extends BookmarkedPost>(post: P, id: number | undefined, viewerId: number): P {
  const others = post.likes.filter((like) => like.id !== post.current_user_like_id);
  const likes = id === undefined ? others : [...others, { id, user_id: viewerId, post_id: post.id }];
  return { ...post, likes, current_user_like_id: id };
}
