import { useRef, useState, type SyntheticEvent } from 'react';
import { Dialog } from '../../../components/Dialog';
import { Field } from '../../../components/forms/Field';
import { FormError } from '../../../components/forms/FormError';
import styles from '../../../components/forms/forms.module.css';
import { announce } from '../../../lib/announcements';
import { MAX_TEXT_LENGTH } from '../../../lib/api/endpoints';
import { discardDrafts } from '../../../lib/drafts/draftStore';
import { useDraft } from '../../../lib/drafts/useDraft';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { laterText } from '../../../lib/text/later';
import { AudienceField } from '../../audiences/components/AudienceField';
import { useAudienceChoice } from '../../audiences/useAudienceChoice';
import { IncomingImages } from '../../upload/components/IncomingImages';
import { PhotoPicker } from '../../upload/components/PhotoPicker';
import { problemWithUpload, useImageUpload } from '../../upload/useImageUpload';
import { useCreateStory } from '../api/storyChanges';
import storyStyles from './NewStoryDialog.module.css';
import { StoryPreview } from './StoryPreview';

const DRAFT = 'story:new';
const FOR_ALL: number[] = [];

/** A story is a text, a photo, or both. */
export default function NewStoryDialog() {
  const storyText = useDraft(`${DRAFT}/text`);
  const imageUrl = useDraft(`${DRAFT}/image_url`);
  const textField = useRef<HTMLTextAreaElement>(null);
  const photoField = useRef<HTMLInputElement>(null);
  const [problems, setProblems] = useState<{ text?: string; photo?: string }>({});
  const upload = useImageUpload((image) => {
    imageUrl.write(image.image_url);
    setProblems({});
  });
  const creation = useCreateStory(() => {
    discardDrafts(DRAFT);
    announce(laterText.storyForm.shared);
  });
  const audienceField = useRef<HTMLInputElement>(null);
  const audience = useAudienceChoice(DRAFT, FOR_ALL, creation.error);
  const { close } = useDialogNavigation();

  const words = storyText.text.trim();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (creation.isPending) return;

    const photo = problemWithUpload(upload.state);
    const nothing = !photo && !words && !imageUrl.text ? laterText.storyForm.empty : undefined;
    setProblems({ photo, text: nothing });
    if (photo ?? nothing) {
      (photo ? photoField : textField).current?.focus();
      return;
    }
    if (!audience.check()) {
      audienceField.current?.focus();
      return;
    }
    const story = { text: words || undefined, image_url: imageUrl.text || undefined, audience_ids: audience.ids };
    creation.mutate(story, { onSuccess: close });
  };

  const removePhoto = () => {
    upload.cancel();
    imageUrl.write('');
    photoField.current?.focus();
  };

  return (
    <Dialog title={laterText.storyForm.newTitle} onClose={close}>
      <form className={`${styles.form} ${storyStyles.form}`} onSubmit={submit} noValidate>
        <IncomingImages
          invitation={laterText.upload.drop}
          onImages={([file]) => {
            if (file) upload.start(file);
          }}
        />
        <FormError error={creation.error} />
        <PhotoPicker
          upload={upload}
          url={imageUrl.text}
          alt=""
          problem={problems.photo}
          field={photoField}
          focusFirst
          preview={(photo) => (photo || words ? <StoryPreview text={words} photo={photo} /> : null)}
        >
          {imageUrl.text && (
            <button type="button" className="button" onClick={removePhoto}>
              {laterText.upload.remove}
            </button>
          )}
        </PhotoPicker>
        <Field
          label={laterText.storyForm.text}
          hint={laterText.storyForm.textHint}
          note={problems.text}
          noteIsError
        >
          {(props) => (
            <textarea
              {...props}
              ref={textField}
              rows={3}
              maxLength={MAX_TEXT_LENGTH}
              value={storyText.text}
              onChange={(event) => {
                storyText.write(event.target.value);
                setProblems({});
              }}
            />
          )}
        </Field>
        <AudienceField choice={audience} field={audienceField} />
        <button type="submit" className="button primary" aria-disabled={creation.isPending}>
          {creation.isPending ? laterText.actions.sharing : laterText.storyForm.share}
        </button>
      </form>
    </Dialog>
  );
}
