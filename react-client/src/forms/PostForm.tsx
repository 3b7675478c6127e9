import { useRef, useState, type SyntheticEvent } from 'react';
import { LONGEST_TEXT } from '../api/endpoints';
import type { NewPost } from '../api/types';
import { useDraft } from '../drafts/useDraft';
import { Field } from './Field';
import styles from './forms.module.css';
import { PictureField } from './PictureField';
import { problemWithPictureUrl } from './pictureUrl';
import { Refusal } from './Refusal';
import { problemWithUpload, usePictureUpload } from './usePictureUpload';

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

  const takeUrl = (url: string) => {
    imageUrl.write(url);
    setProblem(undefined);
  };
  const upload = usePictureUpload((picture) => takeUrl(picture.image_url));

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy) return;

    const image_url = imageUrl.text.trim();
    const found = problemWithUpload(upload.state) ?? problemWithPictureUrl(image_url);
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
      <Refusal error={error} />
      <PictureField
        upload={upload}
        url={imageUrl.text.trim()}
        onUrl={takeUrl}
        alt={altText.text}
        problem={problem}
        field={imageField}
      />
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
      <button type="submit" className="button primary" aria-disabled={busy}>
        {busy ? busyLabel : missingDescription ? `${submitLabel} without description` : submitLabel}
      </button>
    </form>
  );
}
