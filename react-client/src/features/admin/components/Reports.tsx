import { useState } from 'react';
import { Field } from '../../../components/forms/Field';
import { TimeAgo } from '../../../components/TimeAgo';
import type { OwnProfile, Report } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { useReports, type ReportState } from '../api/admin';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';
import { ReportDecisions, RestoreButton } from './ReportDecisions';
import { ReportedImage } from './ReportedImage';

const { reports } = adminText;
const time = (at: string) => adminText.time(new Date(at));
const STATES = Object.keys(reports.states) as ReportState[];

/** What users have reported, and the buttons to decide about it. */
export function Reports({ viewer }: { viewer: OwnProfile }) {
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
        {(report) => <ReportItem report={report} viewer={viewer} />}
      </AdminList>
    </>
  );
}

function ReportItem({ report, viewer }: { report: Report; viewer: OwnProfile }) {
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
        <ReportDecisions report={report} />
      ) : (
        <>
          <p className={styles.strong}>{reports.decided(reports.decisions[decision] ?? decision, report.closed_by)}</p>
          {report.warning !== null && (
            <blockquote className={styles.quote} dir="auto">
              {report.warning}
            </blockquote>
          )}
          {report.acknowledged_at !== null && <p className={styles.quiet}>{reports.acknowledged(time(report.acknowledged_at))}</p>}
          {report.restored_at !== null && <p className={styles.quiet}>{reports.restoredAt(time(report.restored_at))}</p>}
          <RestoreButton report={report} viewer={viewer} />
        </>
      )}
    </>
  );
}
