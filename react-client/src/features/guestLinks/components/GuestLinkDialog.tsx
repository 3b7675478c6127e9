import { useState } from 'react';
import { Dialog } from '../../../components/Dialog';
import { announce } from '../../../lib/announcements';
import type { CreatedGuestLink } from '../../../lib/api/types';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { laterText } from '../../../lib/text/later';
import styles from './GuestLinkDialog.module.css';
import { GuestLinkForm } from './GuestLinkForm';
import { NewGuestLink } from './NewGuestLink';

/** Makes a link for people without an account, then shows its address once. Guests see the posts in this order. */
export default function GuestLinkDialog({ postIds }: { postIds: number[] }) {
  const { close } = useDialogNavigation();
  const [link, setLink] = useState<CreatedGuestLink>();
  const show = (created: CreatedGuestLink) => {
    announce(laterText.guestLinks.created, { visible: false });
    setLink(created);
  };
  return (
    <Dialog title={link ? laterText.guestLinks.created : laterText.guestLinks.newTitle} size="small" onClose={close}>
      <div className={styles.content}>
        {link ? <NewGuestLink link={link} onDone={close} /> : <GuestLinkForm postIds={[...new Set(postIds)]} onCreated={show} />}
      </div>
    </Dialog>
  );
}
