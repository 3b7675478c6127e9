import { Heart } from 'lucide-react';
import { useRef } from 'react';
import { Dialog } from '../../../components/Dialog';
import { LoadMore } from '../../../components/LoadMore';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { UserRow } from '../../../components/UserRow';
import type { UserSummary } from '../../../lib/api/types';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { laterText } from '../../../lib/text/later';
import { useFollowing } from '../../following/api/userLists';
import { FollowButton } from '../../following/components/FollowButton';
import { UserListSkeleton } from '../../following/components/UserListSkeleton';
import { useCurrentUser } from '../../session/api/currentUser';
import { useLikes } from '../api/likes';
import styles from './LikesDialog.module.css';

const EXPECTED = 5;

/** The users who like a post, newest like first. */
export default function LikesDialog({ id }: { id: number }) {
  const likes = useLikes(id);
  const list = useRef<HTMLUListElement>(null);
  const { close } = useDialogNavigation();
  const focusUser = (index: number) => list.current?.children[index]?.querySelector('a')?.focus();

  return (
    <Dialog title={laterText.likes.title} onClose={close}>
      <div className={styles.likes}>
        <QueryContent
          query={likes}
          failed={laterText.likes.failed}
          unavailable={laterText.posts.unavailable}
          skeleton={<UserListSkeleton label={laterText.likes.loading} rows={EXPECTED} />}
        >
          {(all) =>
            all.length === 0 && !likes.hasNextPage ? (
              <Notice icon={<Heart size={28} strokeWidth={1.5} />} title={laterText.likes.none} />
            ) : (
              <>
                <ul ref={list}>
                  {all.map(({ id: likeId, user }) => (
                    <li key={likeId}>
                      <UserWhoLikes user={user} />
                    </li>
                  ))}
                </ul>
                <LoadMore list={likes} labels={laterText.moreLikes} focusItem={focusUser} />
              </>
            )
          }
        </QueryContent>
      </div>
    </Dialog>
  );
}

function UserWhoLikes({ user }: { user: UserSummary }) {
  const viewer = useCurrentUser().data;
  const following = useFollowing().data;
  const followingId = following?.find((followed) => followed.user.id === user.id)?.followingId;
  return <UserRow user={user}>{viewer && following && viewer.id !== user.id && <FollowButton listed={{ user, followingId }} />}</UserRow>;
}
