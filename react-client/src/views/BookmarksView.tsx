import { Bookmark } from 'lucide-react';
import { Link } from 'wouter';
import { useBookmarks } from '../api/bookmarks';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { PostGrid, PostGridSkeleton } from '../components/PostGrid';
import { QueryContent } from '../components/QueryContent';
import { paths } from '../navigation/routes';
import styles from './views.module.css';

export function BookmarksView() {
  const bookmarks = useBookmarks();
  return (
    <div className={styles.view}>
      <PageTitle>Bookmarks</PageTitle>
      <QueryContent query={bookmarks} what="Your bookmarks" skeleton={<PostGridSkeleton of="bookmarks" />}>
        {(all) =>
          all.length === 0 ? (
            <Notice icon={<Bookmark size={28} strokeWidth={1.5} />} title="Nothing bookmarked yet">
              <p>The ribbon under a photo keeps it here for you. Nobody else sees what you keep.</p>
              <Link href={paths.feed} className="button">
                Go to your feed
              </Link>
            </Notice>
          ) : (
            <PostGrid posts={all.map((bookmark) => bookmark.post)} />
          )
        }
      </QueryContent>
    </div>
  );
}
