import { QueryContent } from '../../../components/QueryContent';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useSuggestions } from '../api/suggestions';
import type { ListedUser } from '../listedUser';
import styles from './Suggestions.module.css';
import { UserList } from './UserList';
import { UserListSkeleton } from './UserListSkeleton';

const EXPECTED = 7;

interface SuggestionsProps {
  /** Users who are suggested elsewhere in the view. */
  except?: ListedUser[];
}

export function Suggestions({ except = [] }: SuggestionsProps) {
  const suggestions = useSuggestions();
  const isShown = ({ user }: ListedUser) => except.every((other) => other.user.id !== user.id);
  if (suggestions.data?.length && !suggestions.data.some(isShown)) return null;
  return (
    <section aria-labelledby="suggestions-title">
      <h2 id="suggestions-title" className={styles.title}>
        {text.following.suggestions}
      </h2>
      <QueryContent
        query={suggestions}
        failed={laterText.suggestions.failed}
        skeleton={<UserListSkeleton label={text.following.suggestionsLoading} rows={EXPECTED} />}
      >
        {(users) =>
          users.length === 0 ? (
            <p className={styles.none}>{laterText.suggestions.none}</p>
          ) : (
            <UserList users={users.filter(isShown)} />
          )
        }
      </QueryContent>
    </section>
  );
}
