import { useState, type ReactNode } from 'react';
import type { ReportSubject } from '../api/reports';
import { ReportDialog } from './reportDialogOnDemand';

interface ReportButtonProps {
  subject: ReportSubject;
  /** The title of the dialog. */
  title: string;
  /** For screen readers, where the content does not say enough. */
  name?: string;
  className: string | undefined;
  children: ReactNode;
}

/** A button that opens the dialog to report something. */
export function ReportButton({ subject, title, name, className, children }: ReportButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={className} aria-label={name} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {children}
      </button>
      {isOpen && <ReportDialog subject={subject} title={title} onClose={() => setOpen(false)} />}
    </>
  );
}
