import { Field } from '../../../components/forms/Field';
import type { Limit, LimitName } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import styles from './AdminList.module.css';

const { limits: texts } = adminText;
const MIB = 2 ** 20;

/** What was entered. An empty text means the usual limit. */
export type LimitInput = Partial<Record<LimitName, string>>;

interface LimitFieldsProps {
  limits: readonly Limit[];
  arePerHour: boolean;
  input: LimitInput;
  onInput: (input: LimitInput) => void;
}

/** The limits of the service, or of a user with what they have used. Bytes are entered in MiB. */
export function LimitFields({ limits, arePerHour, input, onInput }: LimitFieldsProps) {
  return (
    <>
      {!arePerHour && <p className={styles.quiet}>{texts.off}</p>}
      <div className={styles.filters}>
        {limits.map(({ name, value, default: usual, used }) => {
          const amount = name === 'quota_bytes' ? texts.bytes : texts.number;
          return (
            <Field key={name} label={texts.names[name]} hint={texts.hint(amount(usual), used === undefined ? undefined : amount(used))}>
              {(control) => (
                <input
                  {...control}
                  inputMode="decimal"
                  autoComplete="off"
                  value={input[name] ?? shown(name, value)}
                  onChange={({ target }) => onInput({ ...input, [name]: target.value })}
                />
              )}
            </Field>
          );
        })}
      </div>
    </>
  );
}

const shown = (name: LimitName, value: number | null) => (value === null ? '' : String(name === 'quota_bytes' ? value / MIB : value));

/** The entered limits, as the API takes them. What is no number goes as it is: the server says what is wrong. */
export function changedLimits(input: LimitInput): Partial<Record<LimitName, number | string | null>> {
  const changes = Object.entries(input).map(([name, entered]) => {
    const number = Number(entered) * (name === 'quota_bytes' ? MIB : 1);
    if (entered.trim() === '') return [name, null];
    return [name, Number.isNaN(number) ? entered : name === 'quota_bytes' ? Math.round(number) : number];
  });
  return Object.fromEntries(changes) as ReturnType<typeof changedLimits>;
}
