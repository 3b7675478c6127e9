import { useState, type SyntheticEvent } from 'react';
import { tooLong } from '../../../components/forms/CharactersLeft';
import { Field } from '../../../components/forms/Field';
import { FormError } from '../../../components/forms/FormError';
import forms from '../../../components/forms/forms.module.css';
import { useUnsavedInput } from '../../../components/forms/useUnsavedInput';
import { MAX_AUDIENCE_NAME, MAX_NEW_MEMBERS } from '../../../lib/api/laterEndpoints';
import type { Audience, AudienceMember, Follower } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useSaveAudience } from '../api/audiences';
import styles from './AudienceDialog.module.css';
import { FollowerChoices } from './FollowerChoices';

interface AudienceFormProps {
  audience: Audience | undefined;
  followers: Follower[];
  members: AudienceMember[];
  onSaved: (saved: Audience) => void;
}

/** The name of an audience, and which followers are in it. */
export function AudienceForm({ audience, followers, members, onSaved }: AudienceFormProps) {
  const [name, setName] = useState(audience?.name ?? '');
  /** By the ids of users: whether they are to be members. Only what was changed. */
  const [changed, setChanged] = useState<Partial<Record<number, boolean>>>({});
  const [problem, setProblem] = useState<string>();
  const saving = useSaveAudience(audience, onSaved);

  const memberIds = new Set(members.map(({ user }) => user.id));
  const added = followers.map(({ follower }) => follower.id).filter((id) => changed[id] && !memberIds.has(id));
  const removed = members.filter(({ user }) => changed[user.id] === false);
  const isChanged = name !== (audience?.name ?? '') || added.length + removed.length > 0;
  useUnsavedInput(isChanged && !saving.isPending);
  const tooManyAtOnce = !audience && added.length > MAX_NEW_MEMBERS;

  const onSubmit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    // React also tells the form of a post or story under the dialog.
    event.stopPropagation();
    if (saving.isPending || tooManyAtOnce) return;

    const trimmed = name.trim();
    const found = trimmed ? tooLong(trimmed, MAX_AUDIENCE_NAME) : laterText.audiences.nameMissing;
    setProblem(found);
    if (found) event.currentTarget.querySelector('input')?.focus();
    else saving.mutate({ name: trimmed, added, removed });
  };

  return (
    <form className={forms.form} onSubmit={onSubmit} noValidate>
      <FormError error={saving.error} />
      <Field label={laterText.audiences.name} hint={laterText.audiences.nameHint} note={problem} noteIsError>
        {(control) => <input {...control} type="text" autoComplete="off" value={name} onChange={({ target }) => setName(target.value)} />}
      </Field>
      <FollowerChoices
        followers={followers}
        isChosen={(id) => changed[id] ?? memberIds.has(id)}
        onChoose={(id, isChosen) => setChanged({ ...changed, [id]: isChosen })}
      />
      <div className={styles.save}>
        <p className={forms.hint} aria-live="polite">
          {tooManyAtOnce
            ? laterText.audiences.tooManyAtOnce(MAX_NEW_MEMBERS)
            : laterText.audiences.chosen(members.length - removed.length + added.length)}
        </p>
        <button type="submit" className="button primary" aria-disabled={saving.isPending || tooManyAtOnce}>
          {saving.isPending ? laterText.actions.saving : audience ? laterText.audiences.save : laterText.audiences.create}
        </button>
      </div>
    </form>
  );
}
