import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { laterText } from '../../../lib/text/later';
import { useAudiences } from '../api/audiences';
import { AudienceButton } from './AudienceButton';
import styles from './AudienceSettings.module.css';
import { DeleteAudience } from './DeleteAudience';

/** The viewer's audiences, to make, edit and delete them. */
export function AudienceSettings() {
  const audiences = useAudiences();
  return (
    <section className={`card ${styles.audiences}`} aria-label={laterText.audiences.title}>
      <p className={styles.help}>{laterText.audiences.help}</p>
      <QueryContent
        query={audiences}
        failed={laterText.audiences.failed}
        skeleton={<Skeleton label={laterText.audiences.loading} pieces={[styles.placeholder]} />}
      >
        {(all) => (
          <>
            {all.length === 0 && <p>{laterText.audiences.none}</p>}
            <ul>
              {all.map((audience) => (
                <li key={audience.id} className={styles.row}>
                  <div className={styles.audience}>
                    <h2 className={styles.name}>
                      <bdi>{audience.name}</bdi>
                    </h2>
                    <p className={styles.help}>{laterText.audiences.followers(audience.members_count)}</p>
                  </div>
                  <AudienceButton audience={audience} name={laterText.audiences.editNamed(audience.name)}>
                    {laterText.audiences.edit}
                  </AudienceButton>
                  <DeleteAudience audience={audience} />
                </li>
              ))}
            </ul>
            <AudienceButton>{laterText.audiences.make}</AudienceButton>
          </>
        )}
      </QueryContent>
    </section>
  );
}
