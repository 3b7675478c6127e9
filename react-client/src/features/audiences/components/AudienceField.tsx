import { useId, type Ref } from 'react';
import forms from '../../../components/forms/forms.module.css';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { laterText } from '../../../lib/text/later';
import type { AudienceChoice } from '../useAudienceChoice';
import { AudienceButton } from './AudienceButton';
import styles from './AudienceField.module.css';

interface AudienceFieldProps {
  choice: AudienceChoice;
  /** Gets the focus if the choice cannot be sent. */
  field: Ref<HTMLInputElement>;
}

/** Who sees a post or story. Loads the audiences only when they matter. */
export function AudienceField({ choice, field }: AudienceFieldProps) {
  const id = useId();
  const { isForAll, chosen, choose, problem } = choice;
  return (
    <fieldset className={styles.field} aria-describedby={`${id}-note`}>
      <legend className={forms.label}>{laterText.audiences.question}</legend>
      <label className={styles.choice}>
        <input type="radio" name={id} checked={isForAll} onChange={choice.chooseAll} />
        {laterText.audiences.all}
      </label>
      <label className={styles.choice}>
        <input type="radio" name={id} ref={field} checked={!isForAll} onChange={() => choose([])} />
        {laterText.audiences.some}
      </label>
      {!isForAll && (
        <div className={styles.audiences}>
          <QueryContent
            query={choice.audiences}
            failed={laterText.audiences.failed}
            skeleton={<Skeleton label={laterText.audiences.loading} pieces={[styles.placeholder]} />}
          >
            {(all) => (
              <>
                {all.length === 0 && <p className={forms.hint}>{laterText.audiences.help}</p>}
                {all.map((audience) => (
                  <label key={audience.id} className={styles.choice}>
                    <input
                      type="checkbox"
                      checked={chosen.includes(audience.id)}
                      onChange={({ target }) =>
                        choose(target.checked ? [...chosen, audience.id] : chosen.filter((other) => other !== audience.id))
                      }
                    />
                    <bdi>{audience.name}</bdi>
                    <span className={forms.hint}>{laterText.audiences.followers(audience.members_count)}</span>
                  </label>
                ))}
                <AudienceButton onSaved={(made) => choose([...chosen, made.id])}>{laterText.audiences.make}</AudienceButton>
              </>
            )}
          </QueryContent>
        </div>
      )}
      <p id={`${id}-note`} className={problem ? forms.error : forms.hint} aria-live="polite">
        {problem ?? (choice.isForNobody ? laterText.audiences.onlyYou : '')}
      </p>
    </fieldset>
  );
}
