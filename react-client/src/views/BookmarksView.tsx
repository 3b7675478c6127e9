import { Bookmark } from 'lucide-react';
import { Link } from 'wouter';
import { useBookmarks } from '../api/bookmarks';
import { More } from '../components/More';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { PostGrid, PostGridSkeleton, postTileId } from '../components/PostGrid';
import { QueryContent } from '../components/QueryContent';
import { paths } from '../navigation/routes';
import styles from './views.module.css';

export function BookmarksView() {
  const bookmarks = useBookmarks();
  const focusBookmark = (index: number) => {
    const post = bookmarks.data?.[index]?.post;
    if (post) document.getElementById(postTileId(post))?.focus();
  };

  return (
    <div className={styles.view}>
      <PageTitle>Bookmarks</PageTitle>
      <QueryContent query={bookmarks} what="Your bookmarks" skeleton={<PostGridSkeleton of="bookmarks" />}>
        {(all) =>
          all.length === 0 && !bookmarks.hasNextPage ? (
            <Notice icon={<Bookmark size={28} strokeWidth={1.5} />} title="Nothing bookmarked yet">
              <p>The ribbon under a photo keeps it here for you. Nobody else sees what you keep.</p>
              <Link href={paths.feed} className="button">
                Go to your feed
              </Link>
            </Notice>
          ) : (
            <>
              <PostGrid posts={all.map((bookmark) => bookmark.post)} />
              <More list={bookmarks} noun="bookmark" label="Show more" focusItem={focusBookmark} />
            </>
          )
        }
      </QueryContent>
    </div>
  );
}
