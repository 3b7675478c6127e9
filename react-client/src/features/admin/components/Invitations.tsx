import { useState } from 'react';
import type { Invite, NewInvite } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { createInvite, useInvites, withdrawInvite } from '../api/admin';
import { ActionButton } from './ActionButton';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';
import { CopyField } from './CopyField';
import { QrCode } from './QrCode';

const { invites } = adminText;

/** The invitations that were not used yet, and a button for a new one. */
export function Invitations() {
  const list = useInvites();
  const [created, setCreated] = useState<NewInvite>();
  return (
    <>
      <p className={styles.quiet}>{invites.help}</p>
      <div>
        <ActionButton className="button primary" action={{ run: createInvite, onDone: setCreated }}>
          {invites.create}
        </ActionButton>
      </div>
      {created && (
        <>
          <CopyField label={invites.link} hint={invites.linkHint} link={created.link} />
          <QrCode text={created.link} label={invites.code} />
        </>
      )}
      <AdminList list={list} none={invites.none} more={invites.more}>
        {(invite) => (
          <InviteItem invite={invite} onWithdrawn={() => setCreated((shown) => (shown?.id === invite.id ? undefined : shown))} />
        )}
      </AdminList>
    </>
  );
}

interface InviteItemProps {
  invite: Invite;
  onWithdrawn: () => void;
}

function InviteItem({ invite: { id, created_by: creator, expires_at: expires }, onWithdrawn }: InviteItemProps) {
  const time = expires === null ? '' : adminText.time(new Date(expires));
  return (
    <div className={styles.row}>
      <p className={styles.main}>
        {invites.validUntil(time)} {creator !== null && <span className={styles.quiet}>{invites.by(creator)}</span>}
      </p>
      <ActionButton
        name={invites.withdrawOf(time)}
        action={{ run: () => withdrawInvite(id), done: invites.withdrawn, onDone: onWithdrawn }}
      >
        {invites.withdraw}
      </ActionButton>
    </div>
  );
}
