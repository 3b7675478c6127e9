import { Link } from 'wouter';
import type { UserProfile } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { laterText } from '../../../lib/text/later';
import styles from './ProfileCounts.module.css';

/** How many posts, followers and followed users somebody has. The lists of others are private. */
export function ProfileCounts({ profile, own }: { profile: Partial<UserProfile> | undefined; own: boolean }) {
  const { posts_count: posts, followers_count: followers, following_count: following } = profile ?? {};
  return (
    <p className={styles.counts}>
      <Count amount={posts} unit={laterText.profile.postsUnit(posts ?? 0)} />
      <Count amount={followers} unit={laterText.profile.followersUnit(followers ?? 0)} list={own ? paths.followers : undefined} />
      <Count amount={following} unit={laterText.profile.followingUnit} list={own ? paths.following : undefined} />
    </p>
  );
}

interface CountProps {
  amount: number | undefined;
  unit: string;
  /** The path of the list of these users. */
  list?: string;
}

function Count({ amount, unit, list }: CountProps) {
  const content = (
    <>
      <strong>{amount === undefined ? laterText.profile.noNumber : laterText.profile.number(amount)}</strong> {unit}
    </>
  );
  return list === undefined ? <span>{content}</span> : <Link href={list}>{content}</Link>;
}
