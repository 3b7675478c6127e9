import { useState } from 'react';
import { Field } from '../../../components/forms/Field';
import { TimeAgo } from '../../../components/TimeAgo';
import type { Report } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { closeReport, useReports, type Decision, type ReportState } from '../api/admin';
import { ActionButton } from './ActionButton';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';
import { ReportedImage } from './ReportedImage';

const { reports } = adminText;
const STATES = Object.keys(reports.states) as ReportState[];

/** What users have reported, and the buttons to decide about it. */
export function Reports() {
  const [state, setState] = useState<ReportState>('open');
  const list = useReports(state);
  return (
    <>
      <Field label={reports.show}>
        {(control) => (
          <select {...control} value={state} onChange={({ target }) => setState(target.value as ReportState)}>
            {STATES.map((choice) => (
              <option key={choice} value={choice}>
                {reports.states[choice]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <AdminList list={list} none={reports.none} more={reports.more}>
        {(report) => <ReportItem report={report} />}
      </AdminList>
    </>
  );
}

function ReportItem({ report }: { report: Report }) {
  const { author, subject_kind: kind, decision } = report;
  return (
    <>
      <div className={styles.row}>
        <h2 className={`${styles.main} ${styles.heading}`}>{reports.by(reports.kinds[kind] ?? kind, author)}</h2>
        <TimeAgo time={report.created_at} className={styles.quiet} />
      </div>
      {report.text !== '' && (
        <blockquote className={styles.quote} dir="auto">
          {report.text}
        </blockquote>
      )}
      {report.image_urls.length > 0 && (
        <div className={styles.images}>
          {report.image_urls.map((url, index) => (
            <ReportedImage key={url} url={url} place={index + 1} />
          ))}
        </div>
      )}
      <p dir="auto">
        <span className={styles.strong}>{reports.reason}</span> {report.reason}
      </p>
      <p className={styles.quiet}>{report.reporter === null ? reports.deletedReporter : reports.reporter(report.reporter)}</p>
      {decision === null ? (
        <Decisions report={report} />
      ) : (
        <p className={styles.strong}>{reports.decided(reports.decisions[decision] ?? decision, report.closed_by)}</p>
      )}
    </>
  );
}

function Decisions({ report: { id, author, subject_kind: kind } }: { report: Report }) {
  const close = (decision: Decision) => ({ run: () => closeReport(id, decision), done: reports.closed });
  return (
    <div className={styles.row}>
      <ActionButton action={close('dismissed')}>{reports.dismiss}</ActionButton>
      {kind !== 'user' && (
        <ActionButton className="button danger" question={reports.deleteQuestion} action={close('content_deleted')}>
          {reports.deleteContent}
        </ActionButton>
      )}
      <ActionButton className="button danger" question={reports.disableQuestion(author)} action={close('user_disabled')}>
        {reports.disableAuthor}
      </ActionButton>
    </div>
  );
}
