import { useEffect, useRef } from 'react';
import { Field } from './Field';

interface LinkFieldProps {
  label: string;
  link: string;
  hint: string;
}

/** A link to copy by hand. It is selected already. */
export function LinkField({ label, link, hint }: LinkFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  return (
    <Field label={label} hint={hint}>
      {(props) => <input {...props} ref={input} type="text" readOnly value={link} />}
    </Field>
  );
}
