import { Search, UserRoundX } from 'lucide-react';
import { LONGEST_SEARCH } from '../api/endpoints';
import { useFriendsOfFriends, usePeopleSearch } from '../api/people';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { PeopleList } from '../components/PeopleList';
import { PeopleSkeleton } from '../components/PeopleSkeleton';
import { QueryContent } from '../components/QueryContent';
import { Suggestions } from '../components/Suggestions';
import suggestionStyles from '../components/Suggestions.module.css';
import { paths } from '../navigation/routes';
import { PeopleTabs } from './PeopleTabs';
import styles from './PeopleView.module.css';
import { useAddressSearch } from './useAddressSearch';
import shared from './views.module.css';

/** Finding people: by their names, through friends, or as they are suggested. */
export function PeopleView() {
  const search = useAddressSearch(paths.people);
  return (
    <div className={`${shared.view} ${shared.narrow}`}>
      <PageTitle hidden>Find people</PageTitle>
      <PeopleTabs current={paths.people} />
      <search>
        <label className={styles.search}>
          <Search size={20} aria-hidden="true" />
          <span className="visually-hidden">Search for people by name or username</span>
          <input
            type="search"
            className={styles.field}
            placeholder="Name or username"
            autoComplete="off"
            spellCheck={false}
            maxLength={LONGEST_SEARCH}
            enterKeyHint="search"
            value={search.text}
            onChange={(event) => search.write(event.target.value)}
          />
        </label>
      </search>
      {search.settled ? (
        <FoundPeople text={search.settled} />
      ) : (
        <>
          <FriendsOfFriends />
          <Suggestions />
        </>
      )}
    </div>
  );
}

function FoundPeople({ text }: { text: string }) {
  const found = usePeopleSearch(text);
  return (
    <section aria-label="People found" aria-busy={found.isPlaceholderData}>
      <p className="visually-hidden" role="status">
        {found.data && !found.isPlaceholderData && (found.data.length === 1 ? '1 person found' : `${found.data.length} people found`)}
      </p>
      <QueryContent query={found} what="People" skeleton={<PeopleSkeleton of="people" rows={3} />}>
        {(people) =>
          people.length === 0 ? (
            <Notice icon={<UserRoundX size={28} strokeWidth={1.5} />} title={`Nobody here is called “${text}”`}>
              <p>Try a part of the name, or the username.</p>
            </Notice>
          ) : (
            <PeopleList people={people} />
          )
        }
      </QueryContent>
    </section>
  );
}

function FriendsOfFriends() {
  const people = useFriendsOfFriends();
  if (people.data?.length === 0) return null;
  return (
    <section aria-labelledby="friends-of-friends-title">
      <h2 id="friends-of-friends-title" className={suggestionStyles.title}>
        Followed by people you follow
      </h2>
      <QueryContent query={people} what="The list" skeleton={<PeopleSkeleton of="people" rows={3} />}>
        {(all) => <PeopleList people={all} />}
      </QueryContent>
    </section>
  );
}
