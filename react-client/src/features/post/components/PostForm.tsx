import { useRef, useState } from 'react';
import { Field } from '../../../components/forms/Field';
import { FormError } from '../../../components/forms/FormError';
import styles from '../../../components/forms/forms.module.css';
import { useUnsavedInput } from '../../../components/unsavedInput';
import { MAX_TEXT_LENGTH } from '../../../lib/api/endpoints';
import type { NewPost } from '../../../lib/api/types';
import { useDraft, useHasDrafts } from '../../../lib/drafts/useDraft';
import { storedImage } from '../../../lib/storedImage';
import { laterText } from '../../../lib/text/later';
import { ImageField } from '../../upload/components/ImageField';
import { problemWithImageUrl } from '../../upload/imageUrl';
import { loadsAsImage } from '../../upload/loadsAsImage';
import { problemWithUpload, useImageUpload } from '../../upload/useImageUpload';

interface PostFormProps {
  /** The name under which unsent input is kept. */
  draft: string;
  /** Whether closing the dialog discards the input. It then asks first. */
  discardedOnClose?: boolean;
  initial?: NewPost;
  labels: { submit: string; submitUndescribed: string; submitting: string };
  busy: boolean;
  /** Why the server refused the last attempt. */
  error: Error | null;
  onSubmit: (post: NewPost) => void;
}

const EMPTY: NewPost = { image_url: '', caption: '', alt_text: '' };

/** The fields of a new or existing post. Missing alt text is asked for once, and then accepted. */
export function PostForm({ draft, discardedOnClose = false, initial = EMPTY, labels, busy, error, onSubmit }: PostFormProps) {
  const imageUrl = useDraft(`${draft}/image_url`, initial.image_url);
  const caption = useDraft(`${draft}/caption`, initial.caption);
  const altText = useDraft(`${draft}/alt_text`, initial.alt_text);
  const imageField = useRef<HTMLInputElement>(null);
  const altField = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string>();
  const [nudged, setNudged] = useState(false);
  const [checking, setChecking] = useState(false);
  const altTextMissing = nudged && !altText.text.trim();

  const edited = useHasDrafts(draft);
  useUnsavedInput(discardedOnClose && edited && !busy);

  const takeUrl = (url: string) => {
    imageUrl.write(url);
    setProblem(undefined);
  };
  const upload = useImageUpload((image) => takeUrl(image.image_url));

  const problemWithImage = async (url: string) => {
    const found = problemWithUpload(upload.state) ?? problemWithImageUrl(url);
    // Images of this server, and the image that the post has already, need no check.
    if (found || storedImage(url) || url === initial.image_url) return found;
    setChecking(true);
    const loads = await loadsAsImage(url);
    setChecking(false);
    return loads ? undefined : laterText.upload.notAnImage;
  };

  const submit = async () => {
    if (busy || checking) return;

    const image_url = imageUrl.text.trim();
    const found = await problemWithImage(image_url);
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
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      noValidate
    >
      <FormError error={error} />
      <ImageField
        upload={upload}
        url={imageUrl.text.trim()}
        onUrl={takeUrl}
        alt={altText.text}
        problem={problem}
        field={imageField}
      />
      <Field label={laterText.postForm.caption} hint={laterText.postForm.captionHint}>
        {(props) => (
          <textarea
            {...props}
            rows={3}
            maxLength={MAX_TEXT_LENGTH}
            value={caption.text}
            onChange={(event) => caption.write(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={laterText.postForm.altText}
        hint={laterText.postForm.altTextHint}
        note={altTextMissing ? laterText.postForm.altTextMissing : undefined}
      >
        {(props) => (
          <textarea
            {...props}
            ref={altField}
            rows={2}
            maxLength={MAX_TEXT_LENGTH}
            value={altText.text}
            onChange={(event) => altText.write(event.target.value)}
          />
        )}
      </Field>
      <button type="submit" className="button primary" aria-disabled={busy || checking}>
        {busy ? labels.submitting : checking ? laterText.upload.checking : altTextMissing ? labels.submitUndescribed : labels.submit}
      </button>
    </form>
  );
}
