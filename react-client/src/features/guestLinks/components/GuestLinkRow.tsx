import { TimeAgo } from '../../../components/TimeAgo';
import { focusViewTitle } from '../../../components/ViewTitle';
import type { GuestLink } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import styles from './GuestLinkSettings.module.css';
import { RevokeButton } from './RevokeButton';

/** A guest link of the viewer. */
export function GuestLinkRow({ link }: { link: GuestLink }) {
  const postCount = laterText.guestLinks.untitled(link.posts_count);
  const name = link.title ?? postCount;
  const created = link.created_at === null ? undefined : new Date(link.created_at);
  const details = [
    link.title === null ? undefined : postCount,
    laterText.guestLinks.shown(link.openings),
    link.has_passphrase ? laterText.guestLinks.hasPassphrase : undefined,
  ];
  return (
    <li className={styles.row}>
      <div className={styles.link}>
        <div className={styles.title}>
          <h2 className={styles.name}>
            <bdi>{name}</bdi>
          </h2>
          <TimeAgo time={link.created_at} className={styles.help} />
        </div>
        <p className={styles.help}>{details.filter(Boolean).join(' · ')}</p>
        <p className={styles.help}>{laterText.guestLinks.worksUntil(new Date(link.expires_at ?? ''))}</p>
      </div>
      <RevokeButton id={link.id} name={laterText.guestLinks.revokeLink(name, created)} onGone={focusViewTitle} />
    </li>
  );
}
