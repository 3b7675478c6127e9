import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type HTMLInputAutoCompleteAttribute, type ReactNode, type SyntheticEvent } from 'react';
import { Field } from './Field';
import styles from './forms.module.css';
import { Refusal } from './Refusal';

export interface ShortField<Name extends string> {
  /** As the API has it. */
  name: Name;
  label: string;
  hint?: string;
  type?: 'text' | 'email' | 'password';
  autoComplete: HTMLInputAutoCompleteAttribute;
  initial?: string;
  /** Why a text will not do, if so. */
  check?: (text: string) => string | undefined;
  /** What to say beside this field when the server refuses with a message, if the message is about this field. */
  refusal?: (message: string) => string | undefined;
}

interface ShortFormProps<Name extends string> {
  fields: readonly ShortField<Name>[];
  submit: string;
  submitting: string;
  danger?: boolean;
  send: (texts: Record<Name, string>) => Promise<unknown>;
  onDone: () => void;
  children?: ReactNode;
}

/** A form of a few lines of text. What is wrong with one stands beside it, whether this page or the server found it. */
export function ShortForm<Name extends string>(props: ShortFormProps<Name>) {
  const { fields, submit, submitting, danger = false, send, onDone, children } = props;
  const form = useRef<HTMLFormElement>(null);
  const [texts, setTexts] = useState(() => initialTexts(fields));
  const [problem, setProblem] = useState<Problem<Name>>();

  const show = (found: Problem<Name> | undefined) => {
    setProblem(found);
    if (found) form.current?.querySelector<HTMLElement>(`[name="${found.name}"]`)?.focus();
  };
  const sending = useMutation({
    mutationFn: send,
    onSuccess: () => {
      const secrets = fields.filter(({ type }) => type === 'password').map(({ name }) => [name, '']);
      setTexts((typed) => ({ ...typed, ...Object.fromEntries(secrets) }) as Record<Name, string>);
      onDone();
    },
    onError: ({ message }) => show(firstProblem(fields, ({ refusal }) => refusal?.(message))),
  });

  const onSubmit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (sending.isPending) return;

    const found = firstProblem(fields, ({ name, check }) => check?.(texts[name]));
    show(found);
    if (!found) sending.mutate(texts);
  };

  return (
    <form ref={form} className={styles.fields} onSubmit={onSubmit} noValidate>
      <Refusal error={problem ? null : sending.error} />
      {children}
      {fields.map(({ name, label, hint, type = 'text', autoComplete }) => (
        <Field key={name} label={label} hint={hint} note={problem?.name === name ? problem.text : undefined} noteIsError>
          {(control) => (
            <input
              {...control}
              name={name}
              type={type}
              autoComplete={autoComplete}
              value={texts[name]}
              onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
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
