import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CharactersLeft } from '../../../components/forms/CharactersLeft';
import { Field } from '../../../components/forms/Field';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import type { Settings as SettingsValues } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { serviceKey } from '../../service/api/service';
import { changeSettings, SIGNUPS, useSettings } from '../api/admin';
import { ActionButton } from './ActionButton';
import styles from './AdminList.module.css';
import { changedLimits, LimitFields, type LimitInput } from './LimitFields';

const { settings: texts } = adminText;
const MESSAGES = [
  { name: 'message', rows: 2, longest: 500 },
  { name: 'rules', rows: 8, longest: 20_000 },
] as const;

/** What admins change while the service runs. */
export function Settings() {
  const settings = useSettings();
  return (
    <QueryContent
      query={settings}
      failed={adminText.failed}
      skeleton={<Skeleton label={adminText.loading} pieces={[styles.placeholder]} />}
    >
      {(values) => <SettingsForm values={values} />}
    </QueryContent>
  );
}

function SettingsForm({ values }: { values: SettingsValues }) {
  const client = useQueryClient();
  const [input, setInput] = useState<Partial<Record<'signup' | 'message' | 'rules', string>>>({});
  const [limits, setLimits] = useState<LimitInput>({});
  const signup = input.signup ?? values.signup ?? '';

  const save = () => {
    const reset = Object.entries(input).map(([name, entered]) => [name, entered === '' ? null : entered]);
    return changeSettings({ ...(Object.fromEntries(reset) as typeof input), limits: changedLimits(limits) });
  };
  const saved = () => {
    setInput({});
    setLimits({});
    void client.invalidateQueries({ queryKey: serviceKey });
  };
  return (
    <div className={styles.list}>
      <Field label={texts.names.signup}>
        {(control) => (
          <select {...control} value={signup} onChange={({ target }) => setInput({ ...input, signup: target.value })}>
            <option value="">{texts.configured(texts.signups[values.default_signup])}</option>
            {SIGNUPS.map((mode) => (
              <option key={mode} value={mode}>
                {texts.signups[mode]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {MESSAGES.map(({ name, rows, longest }) => {
        const value = input[name] ?? values[name] ?? '';
        return (
          <div key={name}>
            <Field label={texts.names[name]} hint={texts.hints[name]}>
              {(control) => (
                <textarea {...control} rows={rows} dir="auto" value={value} onChange={({ target }) => setInput({ ...input, [name]: target.value })} />
              )}
            </Field>
            <CharactersLeft of={longest} text={value} />
          </div>
        );
      })}
      <h2 className={styles.heading}>{texts.limits}</h2>
      <LimitFields limits={values.limits} arePerHour={values.are_writes_limited} input={limits} onInput={setLimits} />
      <div>
        <ActionButton
          className="button primary"
          isDisabled={Object.keys({ ...input, ...limits }).length === 0}
          action={{ run: save, done: texts.done, onDone: saved }}
        >
          {adminText.save}
        </ActionButton>
      </div>
    </div>
  );
}
