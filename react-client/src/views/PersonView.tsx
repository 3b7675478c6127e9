import { Camera, Lock } from 'lucide-react';
import { Link } from 'wouter';
import { usePerson } from '../api/people';
import type { PersonDetails } from '../api/types';
import { FollowButton } from '../components/FollowButton';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { Counts, PersonHeader } from '../components/PersonHeader';
import { PostsOfPerson } from '../components/PostsOfPerson';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { count, displayName } from '../format';
import { paths } from '../navigation/routes';
import styles from './profiles.module.css';
import shared from './views.module.css';

/** Somebody and, for those who follow them, all their posts. */
export function PersonView({ username }: { username: string }) {
  const person = usePerson(username);
  return (
    <div className={shared.view}>
      <PageTitle hidden>{`@${username}`}</PageTitle>
      <QueryContent query={person} what="This person" skeleton={<Skeleton of="the person" pieces={[styles.placeholder]} />}>
        {(details) => (
          <>
            <Header person={details} />
            <Photos person={details} />
          </>
        )}
      </QueryContent>
    </div>
  );
}

function Header({ person }: { person: PersonDetails }) {
  const { is_you: isYou, following_id: followingId, posts_count: posts, followers_count, following_count } = person;
  return (
    <PersonHeader
      person={person}
      action={
        isYou ? (
          <Link href={paths.settings} className="button">
            Edit profile
          </Link>
        ) : (
          <FollowButton person={{ user: person, followingId }} />
        )
      }
    >
      {posts !== undefined && (
        <Counts>
          <Count amount={posts} noun="post" />
          <Count amount={followers_count ?? 0} noun="follower" />
          <span>
            <strong>{following_count ?? 0}</strong> following
          </span>
        </Counts>
      )}
    </PersonHeader>
  );
}

function Count({ amount, noun }: { amount: number; noun: string }) {
  const [number, ...words] = count(amount, noun).split(' ');
  return (
    <span>
      <strong>{number}</strong> {words.join(' ')}
    </span>
  );
}

/** Counts come to those who may see the posts; whoever has just stopped following may not any more. */
function maySeePosts({ is_you: isYou, following_id: followingId, posts_count: posts }: PersonDetails): boolean {
  return posts !== undefined && (isYou || followingId !== undefined);
}

function Photos({ person }: { person: PersonDetails }) {
  const name = displayName(person);
  if (!maySeePosts(person)) {
    return (
      <Notice icon={<Lock size={28} strokeWidth={1.5} />} title={`${name}’s photos are for followers`}>
        <p>Follow {name}, and they appear here and in your feed.</p>
      </Notice>
    );
  }
  return (
    <section aria-label={`Posts by ${name}`}>
      <PostsOfPerson
        username={person.username}
        what={`The posts of ${name}`}
        none={<Notice icon={<Camera size={28} strokeWidth={1.5} />} title={`${name} has not shared a photo yet`} />}
      />
    </section>
  );
}
