import { useState } from 'react';
import { Field } from '../../../components/forms/Field';
import type { OwnProfile, Report } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { closeReport, restoreReported, warnAuthor, type Decision } from '../api/admin';
import { ActionButton } from './ActionButton';
import styles from './AdminList.module.css';

const { reports } = adminText;
/** As long as other texts. */
const MAX_WARNING = 5_000;

/** The ways to close a report. */
export function ReportDecisions({ report: { id, author, subject_kind: kind } }: { report: Report }) {
  const [isWarning, setWarning] = useState(false);
  const close = (decision: Decision) => ({ run: () => closeReport(id, decision), done: reports.closed });
  return (
    <>
      <div className={styles.row}>
        <ActionButton action={close('dismissed')}>{reports.dismiss}</ActionButton>
        <button type="button" className="button" aria-expanded={isWarning} onClick={() => setWarning(!isWarning)}>
          {reports.warn}
        </button>
        {kind !== 'user' && (
          <>
            <ActionButton action={close('content_hidden')}>{reports.hideContent}</ActionButton>
            <ActionButton className="button danger" question={reports.deleteQuestion} action={close('content_deleted')}>
              {reports.deleteContent}
            </ActionButton>
          </>
        )}
        <ActionButton className="button danger" question={reports.disableQuestion(author)} action={close('user_disabled')}>
          {reports.disableAuthor}
        </ActionButton>
      </div>
      {isWarning && <WarningForm id={id} author={author} />}
    </>
  );
}

function WarningForm({ id, author }: { id: number; author: string }) {
  const [warning, setWarning] = useState('');
  return (
    <div>
      <Field label={reports.warningTo(author)} hint={reports.warningHint}>
        {(control) => (
          <textarea {...control} rows={3} maxLength={MAX_WARNING} value={warning} onChange={({ target }) => setWarning(target.value)} />
        )}
      </Field>
      <ActionButton
        className="button primary"
        isDisabled={warning.trim() === ''}
        action={{ run: () => warnAuthor(id, warning), done: reports.closed }}
      >
        {reports.sendWarning}
      </ActionButton>
    </div>
  );
}

/** Reverses the decision about a closed report, if something was hidden or disabled and the viewer may. */
export function RestoreButton({ report: { id, decision, restored_at: restored }, viewer }: { report: Report; viewer: OwnProfile }) {
  const mayRestore = decision === 'content_hidden' || (decision === 'user_disabled' && viewer.role === 'admin');
  if (!mayRestore || restored !== null) return null;
  return (
    <div>
      <ActionButton action={{ run: () => restoreReported(id), done: reports.restored }}>
        {decision === 'content_hidden' ? reports.restoreContent : reports.enableAuthor}
      </ActionButton>
    </div>
  );
}
