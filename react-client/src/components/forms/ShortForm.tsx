import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type HTMLInputAutoCompleteAttribute, type ReactNode, type SyntheticEvent } from 'react';
import { ApiError } from '../../lib/api/client';
import type { ErrorCode } from '../../lib/api/errorCodes';
import { useDrafts } from '../../lib/drafts/useDrafts';
import { errorText } from '../../lib/errorText';
import { CharactersLeft, tooLong } from './CharactersLeft';
import { Field } from './Field';
import { FormError } from './FormError';
import styles from './forms.module.css';

export interface ShortField<Name extends string> {
  /** The name of the field in the API. */
  name: Name;
  label: string;
  hint?: string;
  type?: 'text' | 'email' | 'password' | 'url';
  autoComplete: HTMLInputAutoCompleteAttribute;
  initial?: string;
  /** Makes the field as high as several lines. */
  rows?: number;
  /** How many characters the server takes. */
  maxLength?: number;
  /** Whether phones must not capitalize, correct or spell-check the input. */
  verbatim?: boolean;
  /** Says what is wrong with the input, if anything. */
  check?: (input: string) => string | undefined;
  /** Errors of the server that are about this field, whatever the server calls it. */
  errorCodes?: readonly ErrorCode[];
}

const VERBATIM = { autoCapitalize: 'none', autoCorrect: 'off', spellCheck: false };

interface ShortFormProps<Name extends string, Answer> {
  fields: readonly ShortField<Name>[];
  /** The name under which unsent input is kept, except passwords. Without it, leaving the view discards the input. */
  draft?: string;
  submit: string;
  submitting: string;
  danger?: boolean;
  send: (texts: Record<Name, string>) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  children?: ReactNode;
}

/** A form of a few short fields. Shows errors beside their field, both its own and those of the server. */
export function ShortForm<Name extends string, Answer>(props: ShortFormProps<Name, Answer>) {
  const { fields, draft, submit, submitting, danger = false, send, onDone, children } = props;
  const form = useRef<HTMLFormElement>(null);
  const kept = useDrafts(draft ?? '', initialTexts(fields));
  const [notKept, setNotKept] = useState<Partial<Record<Name, string>>>({});
  const texts = { ...kept.texts, ...notKept };
  const [problem, setProblem] = useState<Problem<Name>>();

  const show = (found: Problem<Name> | undefined) => {
    setProblem(found);
    if (found) form.current?.querySelector<HTMLElement>(`[name="${found.name}"]`)?.focus();
  };
  const sending = useMutation({
    mutationFn: send,
    onSuccess: (answer) => {
      if (draft !== undefined) kept.discard();
      setNotKept({});
      onDone(answer);
    },
    onError: (error) => show(firstProblem(fields, (field) => (isAbout(field, error) ? errorText(error) : undefined))),
  });

  const write = ({ name, type }: ShortField<Name>, text: string) => {
    if (draft !== undefined && type !== 'password') kept.write(name, text);
    else setNotKept({ ...notKept, [name]: text });
  };

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (sending.isPending) return;

    const found = firstProblem(fields, ({ name, maxLength, check }) => tooLong(texts[name], maxLength) ?? check?.(texts[name]));
    show(found);
    if (!found) sending.mutate(texts);
  };

  return (
    <form ref={form} className={styles.fields} onSubmit={onSubmit} noValidate>
      <FormError error={problem ? null : sending.error} />
      {children}
      {fields.map((field) => {
        const { name, label, hint, type = 'text', rows, maxLength, autoComplete, verbatim = false } = field;
        const shared = { name, autoComplete, value: texts[name], ...(verbatim && VERBATIM) };
        return (
          <div key={name}>
            <Field label={label} hint={hint} note={problem?.name === name ? problem.text : undefined} noteIsError>
              {(control) =>
                rows === undefined ? (
                  <input {...control} {...shared} type={type} onChange={(event) => write(field, event.target.value)} />
                ) : (
                  <textarea {...control} {...shared} rows={rows} onChange={(event) => write(field, event.target.value)} />
                )
              }
            </Field>
            {maxLength !== undefined && <CharactersLeft of={maxLength} text={texts[name]} />}
          </div>
        );
      })}
      <button type="submit" className={`button ${danger ? 'danger' : 'primary'} ${styles.submit}`} aria-disabled={sending.isPending}>
        {sending.isPending ? submitting : submit}
      </button>
    </form>
  );
}

interface Problem<Name> {
  name: Name;
  text: string;
}

function isAbout({ name, errorCodes = [] }: ShortField<string>, error: Error): boolean {
  return error instanceof ApiError && (error.field === name || (error.code !== undefined && errorCodes.includes(error.code)));
}

function initialTexts<Name extends string>(fields: readonly ShortField<Name>[]): Record<Name, string> {
  return Object.fromEntries(fields.map(({ name, initial = '' }) => [name, initial])) as Record<Name, string>;
}

function firstProblem<Name extends string>(
  fields: readonly ShortField<Name>[],
  problemWith: (field: ShortField<Name>) => string | undefined,
): Problem<Name> | undefined {
  for (const field of fields) {
    const text = problemWith(field);
    if (text !== undefined) return { name: field.name, text };
  }
  return undefined;
}
