import { useEffect, useRef } from 'react';
import { Field } from '../../../components/forms/Field';
import { laterText } from '../../../lib/text/later';

/** A link to copy by hand. It is selected already. */
export function LinkField({ link }: { link: string }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  return (
    <Field label={laterText.postOptions.link} hint={laterText.postOptions.linkHint}>
      {(props) => <input {...props} ref={input} type="text" readOnly value={link} />}
    </Field>
  );
}
