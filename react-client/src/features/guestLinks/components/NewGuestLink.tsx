import { Link, Share2 } from 'lucide-react';
import { LinkField } from '../../../components/forms/LinkField';
import type { CreatedGuestLink } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useCopyLink } from '../../../lib/useCopyLink';
import styles from './GuestLinkDialog.module.css';
import { RevokeButton } from './RevokeButton';

interface NewGuestLinkProps {
  link: CreatedGuestLink;
  onDone: () => void;
}

/** The address of a new link, to be copied or shared. */
export function NewGuestLink({ link, onDone }: NewGuestLinkProps) {
  const address = new URL(link.url, location.href).href;
  const { byHand, copy } = useCopyLink(address);
  // Users may close the sheet of the system without choosing anything.
  const share = () => void navigator.share({ url: address, title: link.title ?? undefined }).catch(() => undefined);

  return (
    <>
      <LinkField
        // Selects the link again after the browser has refused to copy it.
        key={String(byHand)}
        label={laterText.guestLinks.address}
        link={address}
        hint={byHand ? laterText.copyLink.byHand : laterText.guestLinks.addressHint}
      />
      <p className={styles.help}>{laterText.guestLinks.worksUntil(new Date(link.expires_at ?? ''))}</p>
      <div className={styles.actions}>
        <button type="button" className="button primary" onClick={copy}>
          <Link size={18} aria-hidden="true" />
          {laterText.copyLink.copy}
        </button>
        {/* Not all browsers have it, whatever the types say. */}
        {'share' in navigator && (
          <button type="button" className="button" onClick={share}>
            <Share2 size={18} aria-hidden="true" />
            {laterText.guestLinks.share}
          </button>
        )}
        <button type="button" className="button" onClick={onDone}>
          {laterText.guestLinks.done}
        </button>
        <RevokeButton id={link.id} onGone={onDone} />
      </div>
    </>
  );
}
