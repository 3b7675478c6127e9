import { useEffect, useRef } from 'react';
import { Field } from '../../../components/forms/Field';

/** A link that is shown only once, selected so that it can be copied. */
export function CopyField({ label, hint, link }: { label: string; hint: string; link: string }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [link]);
  return (
    <Field label={label} hint={hint}>
      {(control) => <input {...control} ref={input} readOnly value={link} onFocus={({ target }) => target.select()} />}
    </Field>
  );
}
