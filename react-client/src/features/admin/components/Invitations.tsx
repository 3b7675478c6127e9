import { useState } from 'react';
import { focusViewTitle } from '../../../components/ViewTitle';
import type { Invite } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { createInvite, useInvites, withdrawInvite } from '../api/admin';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';
import { useAct } from './ConfirmedActions';
import { CopyField } from './CopyField';
import { QrCode } from './QrCode';

const { invites } = adminText;

/** The invitations that were not used yet, and a button for a new one. */
export function Invitations() {
  const act = useAct();
  const list = useInvites();
  const [link, setLink] = useState<string>();
  return (
    <>
      <p className={styles.quiet}>{invites.help}</p>
      <div>
        <button
          type="button"
          className="button primary"
          onClick={() => act({ run: createInvite, onDone: (invite) => setLink(invite.link) })}
        >
          {invites.create}
        </button>
      </div>
      {link !== undefined && (
        <>
          <CopyField label={invites.link} hint={invites.linkHint} link={link} />
          <QrCode text={link} label={invites.code} />
        </>
      )}
      <AdminList list={list} none={invites.none} more={invites.more}>
        {(invite) => <InviteItem invite={invite} />}
      </AdminList>
    </>
  );
}

function InviteItem({ invite: { id, created_by: creator, expires_at: expires } }: { invite: Invite }) {
  const act = useAct();
  const time = expires === null ? '' : adminText.time(new Date(expires));
  return (
    <div className={styles.row}>
      <p className={styles.main}>
        {invites.validUntil(time)} <span className={styles.quiet}>{creator === null ? invites.byCommandLine : invites.by(creator)}</span>
      </p>
      <button
        type="button"
        className="button"
        aria-label={invites.withdrawOf(time)}
        onClick={() => act({ run: () => withdrawInvite(id), done: invites.withdrawn, onDone: focusViewTitle })}
      >
        {invites.withdraw}
      </button>
    </div>
  );
}
