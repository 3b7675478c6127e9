import { useMutation } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { announce, announceFailure } from '../../../lib/announcements';
import type { OwnProfile } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { BlockedUsers, MutedUsers } from '../../blocks/components/BlockLists';
import { useChangeProfile } from '../api/account';
import styles from './AppearanceSettings.module.css';
import { Section } from './Section';
import shared from './Section.module.css';

/** Who may follow the viewer, and whom the viewer blocks or mutes. */
export function PrivacySettings({ viewer }: { viewer: OwnProfile }) {
  return (
    <>
      <Section title={laterText.settings.whoFollows}>
        <PrivateAccount isPrivate={viewer.is_private} />
      </Section>
      <Section title={laterText.blocks.blockedTitle}>
        <BlockedUsers />
      </Section>
      <Section title={laterText.blocks.mutedTitle}>
        <MutedUsers />
      </Section>
    </>
  );
}

/** Becoming public accepts all pending requests and cannot be undone for them, so it is confirmed first. */
function PrivateAccount({ isPrivate }: { isPrivate: boolean }) {
  const [asking, setAsking] = useState(false);
  const helpId = useId();
  const checkbox = useRef<HTMLInputElement>(null);
  const stopAsking = () => {
    setAsking(false);
    checkbox.current?.focus();
  };
  const change = useChangeProfile();
  const { mutate: choose, isPending } = useMutation({
    mutationFn: (chosen: boolean) => change({ is_private: chosen }),
    onSuccess: (profile) => announce(profile.is_private ? laterText.settings.nowPrivate : laterText.settings.nowPublic),
    onError: (error) => announceFailure(laterText.settings.privacyNotChanged, error),
  });
  return (
    <>
      <label className={styles.choice}>
        <input
          type="checkbox"
          ref={checkbox}
          checked={isPrivate && !asking}
          aria-disabled={isPending}
          aria-describedby={helpId}
          onChange={({ target }) => {
            if (isPending) return;
            if (isPrivate) setAsking(!target.checked);
            else choose(true);
          }}
        />
        {laterText.settings.privateAccount}
      </label>
      <p id={helpId} className={shared.text}>
        {laterText.settings.privateHelp}
      </p>
      {asking && (
        <InlineConfirm
          question={laterText.settings.becomePublicQuestion}
          confirm={laterText.settings.becomePublic}
          onConfirm={() => {
            stopAsking();
            choose(false);
          }}
          onKeep={stopAsking}
        />
      )}
    </>
  );
}
