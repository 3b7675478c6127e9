import type { Ref } from 'react';
import { Field } from '../../../components/forms/Field';
import { MAX_TEXT_LENGTH } from '../../../lib/api/endpoints';
import { laterText } from '../../../lib/text/later';

interface PostFormAltTextProps {
  value: string;
  /** Asks for the missing text. */
  missing: boolean;
  field: Ref<HTMLTextAreaElement>;
  onChange: (value: string) => void;
}

export function PostFormAltText({ value, missing, field, onChange }: PostFormAltTextProps) {
  return (
    <Field
      label={laterText.postForm.altText}
      hint={laterText.postForm.altTextHint}
      note={missing ? laterText.postForm.altTextMissing : undefined}
    >
      {(props) => (
        <textarea
          {...props}
          ref={field}
          rows={2}
          maxLength={MAX_TEXT_LENGTH}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
