import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Field } from '../../../components/forms/Field';
import { FormError } from '../../../components/forms/FormError';
import styles from '../../../components/forms/forms.module.css';
import { useUnsavedInput } from '../../../components/forms/useUnsavedInput';
import { MAX_IMAGES, MAX_TEXT_LENGTH } from '../../../lib/api/endpoints';
import type { NewPost } from '../../../lib/api/types';
import { useDraft, useHasDrafts } from '../../../lib/drafts/useDraft';
import { storedImage } from '../../../lib/storedImage';
import { laterText } from '../../../lib/text/later';
import { AudienceField } from '../../audiences/components/AudienceField';
import { useAudienceChoice } from '../../audiences/useAudienceChoice';
import { ImageField } from '../../upload/components/ImageField';
import { IncomingImages } from '../../upload/components/IncomingImages';
import { problemWithImageUrl } from '../../upload/imageUrl';
import { loadsAsImage } from '../../upload/loadsAsImage';
import { problemWithUpload } from '../../upload/useImageUpload';
import type { ImageUpload } from '../../upload/useImageUploads';
import { photoOfError } from '../photoOfError';
import { useFocusTargets } from '../useFocusTargets';
import { usePostPhotos, type PostPhoto } from '../usePostPhotos';
import { PostFormAltText } from './PostFormAltText';
import { PostFormPhotos } from './PostFormPhotos';

interface PostFormProps {
  /** The name under which unsent input is kept. */
  draft: string;
  /** Whether closing the dialog discards the input. It then asks first. */
  discardedOnClose?: boolean;
  initial?: NewPost;
  /** Gives photos to add when the form opens. */
  takePhotos?: () => File[];
  labels: { submit: string; submitUndescribed: string; submitting: string };
  busy: boolean;
  /** Why the server refused the last attempt. */
  error: Error | null;
  /** Whether the post may wait with photos that did not reach the server. */
  mayWait?: boolean;
  /** Gives the files of uploaded and unsent photos, too, by their position. */
  onSubmit: (post: NewPost, files: (File | undefined)[]) => void;
}

const EMPTY: NewPost = { images: [], caption: '', audience_ids: [] };

/** The fields of a new or existing post. Missing alt text is asked for once, and then accepted. */
export function PostForm({ draft, discardedOnClose = false, initial = EMPTY, takePhotos, labels, busy, error, mayWait, onSubmit }: PostFormProps) {
  const caption = useDraft(`${draft}/caption`, initial.caption);
  const audienceField = useRef<HTMLInputElement>(null);
  const audience = useAudienceChoice(draft, initial.audience_ids, error);
  const field = useRef<HTMLInputElement>(null);
  const groups = useFocusTargets();
  const altFields = useFocusTargets();
  const [problem, setProblem] = useState<{ key: number; text: string }>();
  const [nudged, setNudged] = useState(false);
  const [checking, setChecking] = useState(false);
  const [submitted, setSubmitted] = useState<number[]>([]);

  const form = usePostPhotos(`${draft}/images`, initial.images, () => setProblem(undefined));
  const { photos, uploadOf } = form;
  const several = photos.length > 1;
  const altTextMissing = nudged && photos.some(lacksAltText);

  const addWaiting = useEffectEvent(() => {
    const waiting = takePhotos?.() ?? [];
    if (waiting.length > 0) form.add(waiting);
  });
  useEffect(() => {
    // In development, React mounts everything twice, and the first time ends uploads.
    const timeout = setTimeout(addWaiting);
    return () => clearTimeout(timeout);
  }, []);

  const edited = useHasDrafts(draft);
  useUnsavedInput(discardedOnClose && edited && !busy);

  const problemWith = async (photo: PostPhoto) => {
    const { state } = uploadOf(photo);
    if (mayWait && state.stage === 'failed' && state.unsent) return undefined;
    if (several && state.stage === 'refused') return laterText.postForm.removeHelp;
    if (several && state.stage === 'failed') return state.canRetry ? laterText.postForm.retryHelp : laterText.postForm.removeHelp;
    const url = photo.image_url.trim();
    const found = problemWithUpload(state) ?? problemWithImageUrl(url);
    // Images of this server, and the images that the post has already, need no check.
    if (found || storedImage(url) || initial.images.some(({ image_url }) => image_url === url)) return found;
    setChecking(true);
    const loads = await loadsAsImage(url);
    setChecking(false);
    return loads ? undefined : laterText.upload.notAnImage;
  };

  const submit = async () => {
    if (busy || checking) return;

    for (const photo of photos) {
      const found = await problemWith(photo);
      setProblem(found ? { key: photo.key, text: found } : undefined);
      if (found) {
        if (several) groups.focus(photo.key);
        else field.current?.focus();
        return;
      }
    }
    if (!audience.check()) {
      audienceField.current?.focus();
      return;
    }
    const undescribed = photos.find(lacksAltText);
    if (undescribed && !nudged) {
      setNudged(true);
      altFields.focus(undescribed.key);
      return;
    }
    setSubmitted(photos.map(({ key }) => key));
    const images = photos.map(({ image_url, alt_text }) => ({ image_url: image_url.trim(), alt_text: alt_text.trim() }));
    const files = photos.map((photo) => fileOf(uploadOf(photo)));
    onSubmit({ images, caption: caption.text.trim(), audience_ids: audience.ids }, files);
  };

  const altText = (photo: PostPhoto) => (
    <PostFormAltText
      value={photo.alt_text}
      missing={nudged && lacksAltText(photo)}
      field={(element) => altFields.register(photo.key, element)}
      onChange={(alt_text) => form.change(photo, { alt_text })}
    />
  );
  const refused = several ? photos.findIndex(({ key }) => key === submitted[photoOfError(error) ?? -1]) : -1;
  const [only] = photos;

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      noValidate
    >
      <IncomingImages invitation={laterText.upload.dropSeveral} onImages={form.add} />
      <FormError error={error} about={refused === -1 ? undefined : laterText.postForm.photo(refused + 1)} />
      {several ? (
        <PostFormPhotos
          photos={form}
          problemWith={({ key }) => (problem?.key === key ? problem.text : undefined)}
          onGroup={({ key }, element) => groups.register(key, element)}
          field={field}
          altText={altText}
        />
      ) : (
        only && (
          <ImageField
            upload={uploadOf(only)}
            url={only.image_url.trim()}
            onUrl={(image_url) => {
              form.change(only, { image_url });
              setProblem(undefined);
            }}
            alt={only.alt_text}
            problem={problem?.text}
            field={field}
            onMore={form.add}
          />
        )
      )}
      <p className={styles.nudge} aria-live="polite">
        {form.tooMany && laterText.postForm.tooMany(MAX_IMAGES)}
      </p>
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
      {!several && only && altText(only)}
      <AudienceField choice={audience} field={audienceField} />
      <button type="submit" className="button primary" aria-disabled={busy || checking}>
        {busy ? labels.submitting : checking ? laterText.upload.checking : altTextMissing ? labels.submitUndescribed : labels.submit}
      </button>
    </form>
  );
}

function fileOf({ state }: ImageUpload): File | undefined {
  if (state.stage === 'failed') return state.unsent;
  return state.stage === 'sent' ? state.file : undefined;
}

function lacksAltText({ alt_text }: PostPhoto): boolean {
  return !alt_text.trim();
}
