import type { Notification } from '../../lib/api/types';
import { paths } from '../../lib/navigation/routes';

const REPORTS_PATH = '/admin/reports';

/** The address to which a notification leads. A notice of the moderators has none: it opens a dialog. */
export function targetOf({ kind, actors, actors_count: amount, post_id: postId, comment_id: commentId }: Notification): string | undefined {
  const [first] = actors;
  const only = amount === 1 && first ? paths.user(first.username) : undefined;
  switch (kind) {
    case 'follow':
      return only ?? paths.followers;
    case 'follow_accepted':
      return only ?? paths.following;
    case 'follow_request':
      return paths.followers;
    case 'report':
      return REPORTS_PATH;
    default:
      if (postId === undefined) return undefined;
      return commentId === undefined ? paths.post(postId) : paths.comment(postId, commentId);
  }
}
