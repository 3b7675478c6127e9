import { useRef, useState, type SyntheticEvent } from 'react';
import { announce } from '../announcements';
import { LONGEST_TEXT } from '../api/endpoints';
import { useCreateStory } from '../api/stories';
import { Dialog } from '../components/Dialog';
import { discardDrafts } from '../drafts/draftStore';
import { useDraft } from '../drafts/useDraft';
import { Field } from '../forms/Field';
import styles from '../forms/forms.module.css';
import { PhotoPicker } from '../forms/PhotoPicker';
import { Refusal } from '../forms/Refusal';
import { problemWithUpload, usePictureUpload } from '../forms/usePictureUpload';
import { useDialogNavigation } from '../navigation/useDialogNavigation';

const DRAFT = 'story:new';

/** A story is a text, a photo, or both. */
export default function NewStoryDialog() {
  const text = useDraft(`${DRAFT}/text`);
  const imageUrl = useDraft(`${DRAFT}/image_url`);
  const textField = useRef<HTMLTextAreaElement>(null);
  const photoField = useRef<HTMLInputElement>(null);
  const [problems, setProblems] = useState<{ text?: string; photo?: string }>({});
  const upload = usePictureUpload((picture) => {
    imageUrl.write(picture.image_url);
    setProblems({});
  });
  const creation = useCreateStory(() => {
    discardDrafts(DRAFT);
    announce('Your story is there for a day');
  });
  const { close } = useDialogNavigation();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (creation.isPending) return;

    const words = text.text.trim();
    const photo = problemWithUpload(upload.state);
    const nothing = !photo && !words && !imageUrl.text ? 'A story needs a text or a photo.' : undefined;
    setProblems({ photo, text: nothing });
    if (photo ?? nothing) {
      (photo ? photoField : textField).current?.focus();
      return;
    }
    creation.mutate({ text: words || undefined, image_url: imageUrl.text || undefined }, { onSuccess: close });
  };

  const removePhoto = () => {
    upload.cancel();
    imageUrl.write('');
    photoField.current?.focus();
  };

  return (
    <Dialog title="New story" onClose={close}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <Refusal error={creation.error} />
        <Field
          label="Text"
          hint="Whoever follows you sees it for 24 hours."
          note={problems.text}
          noteIsError
        >
          {(props) => (
            <textarea
              {...props}
              ref={textField}
              rows={3}
              data-autofocus
              maxLength={LONGEST_TEXT}
              value={text.text}
              onChange={(event) => {
                text.write(event.target.value);
                setProblems({});
              }}
            />
          )}
        </Field>
        <PhotoPicker upload={upload} url={imageUrl.text} alt="" problem={problems.photo} field={photoField}>
          {imageUrl.text && (
            <button type="button" className="button" onClick={removePhoto}>
              Remove photo
            </button>
          )}
        </PhotoPicker>
        <button type="submit" className="button primary" aria-disabled={creation.isPending}>
          {creation.isPending ? 'Sharing…' : 'Share story'}
        </button>
      </form>
    </Dialog>
  );
}
