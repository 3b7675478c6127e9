import type { ReactNode } from 'react';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { UserRow } from '../../../components/UserRow';
import { focusViewTitle } from '../../../components/ViewTitle';
import type { usePagedList } from '../../../lib/api/pagedList';
import type { Block, Mute, UserSummary } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';
import { ReportButton } from '../../reports/components/ReportButton';
import { useBlocks, useMutes, useUnblock, useUnmute } from '../api/blocks';
import styles from './BlockLists.module.css';

/** The users whom the viewer blocks. */
export function BlockedUsers() {
  return (
    <Users list={useBlocks()} none={laterText.blocks.noneBlocked}>
      {(block) => (
        <UserRow user={block.user} isLink={false}>
          <ReportUser user={block.user} />
          <Unblock block={block} />
        </UserRow>
      )}
    </Users>
  );
}

/** The users whom the viewer mutes. */
export function MutedUsers() {
  return (
    <Users list={useMutes()} none={laterText.blocks.noneMuted}>
      {(mute) => (
        <UserRow user={mute.user} note={laterText.blocks.mutedParts(mute)}>
          <Unmute mute={mute} />
        </UserRow>
      )}
    </Users>
  );
}

interface UsersProps<Item extends { id: number }> {
  list: ReturnType<typeof usePagedList<Item>>;
  /** What is shown if there are none. */
  none: string;
  children: (item: Item) => ReactNode;
}

function Users<Item extends { id: number; user: UserSummary }>({ list, none, children }: UsersProps<Item>) {
  return (
    <QueryContent
      query={list}
      failed={laterText.blocks.failed}
      skeleton={<Skeleton label={laterText.blocks.loading} pieces={[styles.placeholder]} />}
    >
      {(items: Item[]) =>
        items.length === 0 ? (
          <p className={styles.none}>{none}</p>
        ) : (
          <>
            <ul>
              {items.map((item) => (
                <li key={item.id}>{children(item)}</li>
              ))}
            </ul>
            {list.hasNextPage && (
              <button type="button" className="button" onClick={() => void list.fetchNextPage()}>
                {laterText.moreUsers.button}
              </button>
            )}
          </>
        )
      }
    </QueryContent>
  );
}

/** The profile of a blocked user, which has this button otherwise, cannot be opened. */
function ReportUser({ user: { id, username } }: { user: UserSummary }) {
  const title = laterText.report.profile(username);
  return (
    <ReportButton subject={{ user_id: id }} title={title} name={title} className="text-link">
      {laterText.report.title}
    </ReportButton>
  );
}

function Unblock({ block }: { block: Block }) {
  const { mutate: unblock, isPending } = useUnblock(block, focusViewTitle);
  return (
    <EndButton label={laterText.blocks.unblock} of={block.user} isPending={isPending} onClick={() => unblock()} />
  );
}

function Unmute({ mute }: { mute: Mute }) {
  const { mutate: unmute, isPending } = useUnmute(mute.id, mute.user, focusViewTitle);
  return <EndButton label={laterText.blocks.unmute} of={mute.user} isPending={isPending} onClick={() => unmute()} />;
}

interface EndButtonProps {
  label: string;
  of: UserSummary;
  isPending: boolean;
  onClick: () => void;
}

function EndButton({ label, of, isPending, onClick }: EndButtonProps) {
  return (
    <button
      type="button"
      className="button"
      aria-label={laterText.blocks.endLabel(label, displayName(of))}
      aria-disabled={isPending}
      onClick={() => !isPending && onClick()}
    >
      {label}
    </button>
  );
}
