import { useId, useRef, useState, type SyntheticEvent, type ReactNode } from 'react';
import { ApiError } from '../api/client';
import { LONGEST_TEXT, LONGEST_URL } from '../api/endpoints';
import type { NewPost } from '../api/types';
import { useDraft } from '../drafts/useDraft';
import { problemWithPictureUrl } from './pictureUrl';
import styles from './PostForm.module.css';
import { PicturePreview } from './PicturePreview';

interface PostFormProps {
  /** Under which name unsent changes are kept. */
  draft: string;
  initial?: NewPost;
  submitLabel: string;
  busyLabel: string;
  busy: boolean;
  /** What the server had against the last attempt. */
  error: Error | null;
  onSubmit: (post: NewPost) => void;
}

const EMPTY: NewPost = { image_url: '', caption: '', alt_text: '' };

/** The fields of a post, new or old. A post without a description is asked about once, not refused. */
export function PostForm({ draft, initial = EMPTY, submitLabel, busyLabel, busy, error, onSubmit }: PostFormProps) {
  const imageUrl = useDraft(`${draft}/image_url`, initial.image_url);
  const caption = useDraft(`${draft}/caption`, initial.caption);
  const altText = useDraft(`${draft}/alt_text`, initial.alt_text);
  const imageField = useRef<HTMLInputElement>(null);
  const altField = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const [nudged, setNudged] = useState(false);
  const missingDescription = nudged && !altText.text.trim();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;

    const image_url = imageUrl.text.trim();
    const found = problemWithPictureUrl(image_url);
    setProblem(found);
    if (found) {
      imageField.current?.focus();
      return;
    }
    if (!altText.text.trim() && !nudged) {
      setNudged(true);
      altField.current?.focus();
      return;
    }
    onSubmit({ image_url, caption: caption.text.trim(), alt_text: altText.text.trim() });
  };

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {error && !(error instanceof ApiError && error.signedOut) && (
        <p className={styles.refusal} role="alert">
          {error.message}
        </p>
      )}
      <PicturePreview url={problemWithPictureUrl(imageUrl.text.trim()) ? '' : imageUrl.text.trim()} alt={altText.text} />
      <Field label="Picture address" note={problem} noteIsError hint="A link to a picture on the web, beginning with https://">
        {(props) => (
          <input
            {...props}
            ref={imageField}
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            required
            data-autofocus
            maxLength={LONGEST_URL}
            aria-invalid={problem !== undefined}
            value={imageUrl.text}
            onChange={(event) => {
              imageUrl.write(event.target.value);
              setProblem(undefined);
            }}
          />
        )}
      </Field>
      <Field label="Caption" hint="What should people know about it? You can leave this empty.">
        {(props) => (
          <textarea
            {...props}
            rows={3}
            maxLength={LONGEST_TEXT}
            value={caption.text}
            onChange={(event) => caption.write(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Description"
        hint="Tell someone who cannot see the picture what is in it."
        note={
          missingDescription
            ? 'Without a description, people who use a screen reader miss this picture. One sentence is enough.'
            : undefined
        }
      >
        {(props) => (
          <textarea
            {...props}
            ref={altField}
            rows={2}
            maxLength={LONGEST_TEXT}
            value={altText.text}
            onChange={(event) => altText.write(event.target.value)}
          />
        )}
      </Field>
      <button type="submit" className="button primary" aria-disabled={busy}>
        {busy ? busyLabel : missingDescription ? `${submitLabel} without description` : submitLabel}
      </button>
    </form>
  );
}

interface FieldProps {
  label: string;
  hint: string;
  /** Takes the place of the hint, and is read out when it appears. */
  note?: string;
  noteIsError?: boolean;
  children: (props: { id: string; className: string | undefined; 'aria-describedby': string }) => ReactNode;
}

function Field({ label, hint, note, noteIsError = false, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children({ id, className: styles.input, 'aria-describedby': hintId })}
      <p id={hintId} className={note ? (noteIsError ? styles.error : styles.nudge) : styles.hint} aria-live="polite">
        {note ?? hint}
      </p>
    </div>
  );
}
