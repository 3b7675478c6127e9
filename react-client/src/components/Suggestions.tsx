import { useSuggestions } from '../api/people';
import { PeopleList } from './PeopleList';
import { PeopleSkeleton } from './PeopleSkeleton';
import { QueryContent } from './QueryContent';
import styles from './Suggestions.module.css';

const EXPECTED = 7;

export function Suggestions() {
  const suggestions = useSuggestions();
  return (
    <section aria-labelledby="suggestions-title">
      <h2 id="suggestions-title" className={styles.title}>
        Suggestions for you
      </h2>
      <QueryContent query={suggestions} what="Suggestions" skeleton={<PeopleSkeleton of="suggestions" rows={EXPECTED} />}>
        {(people) =>
          people.length === 0 ? (
            <p className={styles.none}>You follow everyone there is.</p>
          ) : (
            <PeopleList people={people} />
          )
        }
      </QueryContent>
    </section>
  );
}
