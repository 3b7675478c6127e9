import { useMutation } from '@tanstack/react-query';
import { useId, useState, type SyntheticEvent } from 'react';
import { createPortal } from 'react-dom';
import { Dialog } from '../../../components/Dialog';
import { Field } from '../../../components/forms/Field';
import { FormError } from '../../../components/forms/FormError';
import forms from '../../../components/forms/forms.module.css';
import { announce } from '../../../lib/announcements';
import { laterText } from '../../../lib/text/later';
import { sendReport, type ReportSubject } from '../api/reports';
import styles from './ReportDialog.module.css';

interface ReportDialogProps {
  subject: ReportSubject;
  /** What is reported, in words. */
  title: string;
  onClose: () => void;
}

const MAX_DETAIL = 1_000;

/**
 * Asks what is wrong, and reports it. Lies over other dialogs, and therefore has no address of its own. Not inside them, whose
 * colours it must not inherit.
 */
export function ReportDialog({ subject, title, onClose }: ReportDialogProps) {
  const { reasons } = laterText.report;
  const groupId = useId();
  const [reason, setReason] = useState<string>();
  const [detail, setDetail] = useState('');
  const [problem, setProblem] = useState<string>();
  const sending = useMutation({
    mutationFn: (text: string) => sendReport(subject, text),
    onSuccess: () => {
      announce(laterText.report.done);
      onClose();
    },
  });

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (sending.isPending) return;
    if (reason === undefined) {
      setProblem(laterText.report.chooseReason);
      return;
    }
    const more = detail.trim();
    sending.mutate(more === '' ? reason : `${reason}: ${more}`);
  };

  return createPortal(
    <Dialog title={title} size="small" onClose={onClose}>
      <form className={forms.form} onSubmit={onSubmit} noValidate>
        <FormError error={sending.error} />
        <p className={forms.hint}>{laterText.report.help}</p>
        <fieldset className={styles.reasons} aria-describedby={`${groupId}-problem`}>
          <legend className={forms.label}>{laterText.report.question}</legend>
          {reasons.map((choice) => (
            <label key={choice} className={styles.reason}>
              <input
                type="radio"
                name={groupId}
                checked={reason === choice}
                onChange={() => {
                  setReason(choice);
                  setProblem(undefined);
                }}
              />
              {choice}
            </label>
          ))}
          <p id={`${groupId}-problem`} className={forms.error} aria-live="polite">
            {problem}
          </p>
        </fieldset>
        <Field label={laterText.report.detail} hint={laterText.report.detailHint}>
          {(control) => (
            <textarea {...control} rows={3} maxLength={MAX_DETAIL} value={detail} onChange={({ target }) => setDetail(target.value)} />
          )}
        </Field>
        <button type="submit" className={`button primary ${forms.submit}`} aria-disabled={sending.isPending}>
          {sending.isPending ? laterText.report.sending : laterText.report.send}
        </button>
      </form>
    </Dialog>,
    document.body,
  );
}
