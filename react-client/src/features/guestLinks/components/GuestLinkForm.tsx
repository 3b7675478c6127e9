import { useState } from 'react';
import { Field } from '../../../components/forms/Field';
import { ShortForm, type ShortField } from '../../../components/forms/ShortForm';
import { MAX_GUEST_LINK_TITLE, MAX_PASSPHRASE, MIN_PASSPHRASE } from '../../../lib/api/laterEndpoints';
import type { CreatedGuestLink } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useCreateGuestLink } from '../api/guestLinks';
import styles from './GuestLinkDialog.module.css';

const DEFAULT_HOURS = 168;

const FIELDS: readonly ShortField<'title' | 'passphrase'>[] = [
  {
    name: 'title',
    label: laterText.guestLinks.linkTitle,
    hint: laterText.guestLinks.linkTitleHint,
    autoComplete: 'off',
    maxLength: MAX_GUEST_LINK_TITLE,
  },
  {
    name: 'passphrase',
    label: laterText.guestLinks.passphrase,
    hint: laterText.guestLinks.passphraseHint(MIN_PASSPHRASE),
    autoComplete: 'off',
    verbatim: true,
    maxLength: MAX_PASSPHRASE,
    check: (input) => {
      const { length } = input.trim();
      return length > 0 && length < MIN_PASSPHRASE ? laterText.guestLinks.passphraseTooShort(MIN_PASSPHRASE) : undefined;
    },
  },
];

interface GuestLinkFormProps {
  postIds: number[];
  onCreated: (link: CreatedGuestLink) => void;
}

export function GuestLinkForm({ postIds, onCreated }: GuestLinkFormProps) {
  const [hours, setHours] = useState(DEFAULT_HOURS);
  const create = useCreateGuestLink();
  const send = ({ title, passphrase }: Record<'title' | 'passphrase', string>) =>
    create({ post_ids: postIds, expires_in_hours: hours, title, passphrase: passphrase.trim() || null });
  return (
    <>
      <p className={styles.help}>{laterText.guestLinks.newHelp(postIds.length)}</p>
      <ShortForm
        fields={FIELDS}
        submit={laterText.guestLinks.create}
        submitting={laterText.guestLinks.creating}
        send={send}
        onDone={onCreated}
      >
        <Field label={laterText.guestLinks.lifetime}>
          {(props) => (
            <select {...props} value={hours} onChange={({ target }) => setHours(Number(target.value))}>
              {laterText.guestLinks.lifetimes.map((lifetime) => (
                <option key={lifetime.hours} value={lifetime.hours}>
                  {lifetime.label}
                </option>
              ))}
            </select>
          )}
        </Field>
      </ShortForm>
    </>
  );
}
