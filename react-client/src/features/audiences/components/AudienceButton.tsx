import { useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Audience } from '../../../lib/api/types';
import { AudienceDialog } from './AudienceDialog';

interface AudienceButtonProps {
  /** The audience to edit. Without it, the dialog makes one. */
  audience?: Audience;
  /** For screen readers, where the content does not say enough. */
  name?: string;
  onSaved?: (saved: Audience) => void;
  children: ReactNode;
}

/** A button that opens the dialog to make or edit an audience. */
export function AudienceButton({ audience, name, onSaved, children }: AudienceButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" className="button" aria-label={name} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {children}
      </button>
      {isOpen &&
        // A form cannot contain another.
        createPortal(
          <AudienceDialog
            audience={audience}
            onClose={close}
            onSaved={(saved) => {
              close();
              onSaved?.(saved);
            }}
          />,
          document.body,
        )}
    </>
  );
}
