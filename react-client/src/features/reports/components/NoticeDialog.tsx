import { Dialog } from '../../../components/Dialog';
import { FormError } from '../../../components/forms/FormError';
import forms from '../../../components/forms/forms.module.css';
import type { Notice } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useAcknowledge } from '../api/notices';
import styles from './NoticeDialog.module.css';

/** A notice of the moderators, which the viewer acknowledges. */
export function NoticeDialog({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  const { title, kinds, warned, hidden, about, acknowledge } = laterText.notice;
  const acknowledging = useAcknowledge();
  const what = kinds[notice.subject_kind] ?? notice.subject_kind;
  return (
    <Dialog title={title} size="small" onClose={onClose}>
      <div className={forms.form}>
        <FormError error={acknowledging.error} />
        <p>{notice.warning === null ? hidden(what) : warned(what)}</p>
        {notice.warning !== null && (
          <p className={styles.warning} dir="auto">
            {notice.warning}
          </p>
        )}
        {notice.text !== '' && (
          <div>
            <p className={forms.hint}>{about}</p>
            <blockquote className={styles.quote} dir="auto">
              {notice.text}
            </blockquote>
          </div>
        )}
        <button
          type="button"
          data-autofocus
          className="button primary"
          aria-disabled={acknowledging.isPending}
          onClick={() => {
            if (!acknowledging.isPending) acknowledging.mutate(notice.id);
          }}
        >
          {acknowledge}
        </button>
      </div>
    </Dialog>
  );
}
