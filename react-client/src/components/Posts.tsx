import { Images } from 'lucide-react';
import { Link } from 'wouter';
import { useFeed } from '../api/posts';
import { paths } from '../navigation/routes';
import { More } from './More';
import { Notice } from './Notice';
import { Post, postTitleId } from './Post';
import styles from './Posts.module.css';
import { QueryContent } from './QueryContent';
import { Skeleton } from './Skeleton';

const EAGER_POSTS = 2;

/** The feed: what the viewer and those they follow have posted, newest first. */
export function Posts() {
  const feed = useFeed();
  const focusPost = (index: number) => {
    const post = feed.data?.[index];
    if (post) document.getElementById(postTitleId(post))?.focus();
  };

  return (
    <section aria-labelledby="posts-title">
      <h2 id="posts-title" className="visually-hidden">
        Posts
      </h2>
      <QueryContent query={feed} what="The feed" skeleton={<PostsSkeleton />}>
        {(posts) =>
          posts.length === 0 && !feed.hasNextPage ? (
            <EmptyFeed />
          ) : (
            <div className={styles.posts}>
              {posts.map((post, index) => (
                <Post key={post.id} post={post} eager={index < EAGER_POSTS} />
              ))}
              <More list={feed} noun="post" label="Show older posts" focusItem={focusPost} />
            </div>
          )
        }
      </QueryContent>
    </section>
  );
}

function EmptyFeed() {
  return (
    <Notice icon={<Images size={28} strokeWidth={1.5} />} title="Your feed is waiting for its first photo">
      <p>Photos of people you follow appear here, and so do your own.</p>
      <Link href={paths.newPost} className="button primary">
        Share a photo
      </Link>
      <Link href={paths.people} className="text-link">
        Find people to follow
      </Link>
    </Notice>
  );
}

function PostsSkeleton() {
  const post = [styles.author, styles.picture, styles.text];
  return <Skeleton of="posts" className={styles.skeleton} pieces={[...post, ...post]} />;
}
