import { Search, UserRoundX } from 'lucide-react';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { MAX_SEARCH_LENGTH } from '../../../lib/api/laterEndpoints';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useFriendsOfFriends, useUserSearch } from '../api/userLists';
import type { ListedUser } from '../listedUser';
import { useAddressSearch } from '../useAddressSearch';
import styles from './FindUsersView.module.css';
import { FollowFrame } from './FollowFrame';
import { Suggestions } from './Suggestions';
import suggestionStyles from './Suggestions.module.css';
import { UserList } from './UserList';
import { UserListSkeleton } from './UserListSkeleton';

/** Finds users by name, among friends of friends, or among suggestions. */
export function FindUsersView() {
  const search = useAddressSearch(paths.people);
  return (
    <FollowFrame title={text.following.find} current={paths.people}>
      <search>
        <label className={styles.search}>
          <Search size={20} aria-hidden="true" />
          <span className="visually-hidden">{laterText.userLists.searchLabel}</span>
          <input
            type="search"
            className={styles.field}
            placeholder={laterText.userLists.searchPlaceholder}
            autoComplete="off"
            spellCheck={false}
            maxLength={MAX_SEARCH_LENGTH}
            enterKeyHint="search"
            value={search.text}
            onChange={(event) => search.write(event.target.value)}
          />
        </label>
      </search>
      {search.settled ? (
        <FoundUsers search={search.settled} />
      ) : (
        <SuggestedUsers />
      )}
    </FollowFrame>
  );
}

function FoundUsers({ search }: { search: string }) {
  const found = useUserSearch(search);
  return (
    <section aria-label={laterText.userLists.results} aria-busy={found.isPlaceholderData}>
      <p className="visually-hidden" role="status">
        {found.data && !found.isPlaceholderData && laterText.userLists.resultCount(found.data.length)}
      </p>
      <QueryContent
        query={found}
        failed={laterText.userLists.searchFailed}
        skeleton={<UserListSkeleton label={laterText.userLists.loading} rows={3} />}
      >
        {(users) =>
          users.length === 0 ? (
            <Notice icon={<UserRoundX size={28} strokeWidth={1.5} />} title={laterText.userLists.noResults(search)}>
              <p>{laterText.userLists.noResultsHelp}</p>
            </Notice>
          ) : (
            <UserList users={users} />
          )
        }
      </QueryContent>
    </section>
  );
}

function SuggestedUsers() {
  const friends = useFriendsOfFriends();
  return (
    <>
      {friends.data?.length !== 0 && <FriendsOfFriends friends={friends} />}
      <Suggestions except={friends.data} />
    </>
  );
}

function FriendsOfFriends({ friends }: { friends: ReturnType<typeof useFriendsOfFriends> }) {
  return (
    <section aria-labelledby="friends-of-friends-title">
      <h2 id="friends-of-friends-title" className={suggestionStyles.title}>
        {laterText.userLists.friendsOfFriends}
      </h2>
      <QueryContent
        query={friends}
        failed={laterText.userLists.failed}
        skeleton={<UserListSkeleton label={laterText.userLists.loading} rows={3} />}
      >
        {(all) => <UserList users={all} note={followers} />}
      </QueryContent>
    </section>
  );
}

/** How many followers are named: a phone is narrow. */
const MAX_NAMED = 2;

function followers({ followedBy }: ListedUser): string | undefined {
  if (!followedBy) return undefined;
  const named = followedBy.names.slice(0, MAX_NAMED).map((username) => `@${username}`);
  return laterText.userLists.followedBy(named, followedBy.count - named.length);
}
