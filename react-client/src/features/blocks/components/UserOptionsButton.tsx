import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { UserProfile } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { UserOptionsDialog } from './UserOptionsDialog';

/** A button that opens the rarer actions on another user. */
export function UserOptionsButton({ user }: { user: UserProfile }) {
  const [isOpen, setOpen] = useState(false);
  const label = laterText.blocks.optionsOf(user.username);
  return (
    <>
      <button type="button" className="icon-button" title={label} aria-label={label} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Ellipsis size={20} aria-hidden="true" />
      </button>
      {isOpen && <UserOptionsDialog user={user} onClose={() => setOpen(false)} />}
    </>
  );
}
