import { useEffect, useRef, useState } from 'react';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { focusViewTitle } from '../../../components/ViewTitle';
import type { GuestLink } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useRevokeGuestLink } from '../api/guestLinks';
import styles from './GuestLinkSettings.module.css';

/** A guest link of the viewer. */
export function GuestLinkRow({ link }: { link: GuestLink }) {
  const [asking, setAsking] = useState(false);
  const hasAsked = useRef(false);
  const revokeButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasAsked.current && !asking) revokeButton.current?.focus();
    hasAsked.current = asking;
  }, [asking]);
  const { mutate: revoke, isPending } = useRevokeGuestLink(link.id, focusViewTitle);

  const postCount = laterText.guestLinks.untitled(link.posts_count);
  const name = link.title ?? postCount;
  const details = [
    link.title === null ? undefined : postCount,
    laterText.guestLinks.opened(link.openings),
    link.has_passphrase ? laterText.guestLinks.hasPassphrase : undefined,
  ];
  return (
    <li className={styles.row}>
      <div className={styles.link}>
        <h2 className={styles.name}>
          <bdi>{name}</bdi>
        </h2>
        <p className={styles.help}>{details.filter(Boolean).join(' · ')}</p>
        <p className={styles.help}>{laterText.guestLinks.worksUntil(new Date(link.expires_at ?? ''))}</p>
      </div>
      {asking ? (
        <InlineConfirm
          question={laterText.guestLinks.revokeQuestion}
          confirm={laterText.guestLinks.revoke}
          onConfirm={() => {
            setAsking(false);
            revoke();
          }}
          onKeep={() => setAsking(false)}
        />
      ) : (
        <button
          type="button"
          ref={revokeButton}
          className="button"
          aria-label={laterText.guestLinks.revokeLink(name)}
          aria-disabled={isPending}
          onClick={() => !isPending && setAsking(true)}
        >
          {laterText.guestLinks.revoke}
        </button>
      )}
    </li>
  );
}
