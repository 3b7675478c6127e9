import { Ban, Bell, BellOff, Flag } from 'lucide-react';
import { useLocation } from 'wouter';
import { Dialog } from '../../../components/Dialog';
import { InlineConfirm } from '../../../components/InlineConfirm';
import options from '../../../components/options.module.css';
import { useAsking } from '../../../components/useAsking';
import type { UserProfile } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { paths } from '../../../lib/navigation/routes';
import { laterText } from '../../../lib/text/later';
import { ReportButton } from '../../reports/components/ReportButton';
import { useBlock, useMute, useUnmute, type Muted } from '../api/blocks';

const CHOICES: readonly { label: string; muted: Muted }[] = [
  { label: laterText.blocks.mutePosts, muted: { posts: true, stories: false } },
  { label: laterText.blocks.muteStories, muted: { posts: false, stories: true } },
  { label: laterText.blocks.muteBoth, muted: { posts: true, stories: true } },
];

/** Rarer actions on another user. */
export function UserOptionsDialog({ user, onClose }: { user: UserProfile; onClose: () => void }) {
  return (
    <Dialog title={laterText.blocks.optionsOf(user.username)} size="small" onClose={onClose}>
      <ul className={options.options}>
        {user.mute_id === undefined ? (
          <MuteOptions user={user} onDone={onClose} />
        ) : (
          <UnmuteOption user={user} muteId={user.mute_id} onDone={onClose} />
        )}
        <BlockOption user={user} onDone={onClose} />
        <li>
          <ReportButton subject={{ user_id: user.id }} title={laterText.report.profile(user.username)} className={options.option}>
            <Flag size={20} aria-hidden="true" />
            {laterText.report.title}
          </ReportButton>
        </li>
      </ul>
    </Dialog>
  );
}

function MuteOptions({ user, onDone }: { user: UserProfile; onDone: () => void }) {
  const { mutate: mute, isPending } = useMute(user, onDone);
  return CHOICES.map(({ label, muted }) => (
    <li key={label}>
      <button type="button" className={options.option} aria-disabled={isPending} onClick={() => !isPending && mute(muted)}>
        <BellOff size={20} aria-hidden="true" />
        {label}
      </button>
    </li>
  ));
}

function UnmuteOption({ user, muteId, onDone }: { user: UserProfile; muteId: number; onDone: () => void }) {
  const { mutate: unmute, isPending } = useUnmute(muteId, user, onDone);
  return (
    <li>
      <button type="button" className={options.option} aria-disabled={isPending} onClick={() => !isPending && unmute()}>
        <Bell size={20} aria-hidden="true" />
        {laterText.blocks.unmute}
      </button>
    </li>
  );
}

/** A block ends following both ways, and unblocking does not restore it, so it is confirmed first. */
function BlockOption({ user, onDone }: { user: UserProfile; onDone: () => void }) {
  const { asking, setAsking, button } = useAsking();
  const [, navigate] = useLocation();
  const { mutate: block, isPending } = useBlock(user, () => {
    onDone();
    navigate(paths.feed);
  });
  if (asking) {
    return (
      <li className={options.question}>
        <InlineConfirm
          question={laterText.blocks.question(displayName(user))}
          confirm={laterText.blocks.block}
          keep={laterText.actions.cancel}
          onConfirm={() => {
            setAsking(false);
            block();
          }}
          onKeep={() => setAsking(false)}
        />
      </li>
    );
  }
  return (
    <li>
      <button
        type="button"
        ref={button}
        className={`${options.option} ${options.danger}`}
        aria-disabled={isPending}
        onClick={() => !isPending && setAsking(true)}
      >
        <Ban size={20} aria-hidden="true" />
        {laterText.blocks.block}
      </button>
    </li>
  );
}
