import { Bookmark } from 'lucide-react';
import { Link } from 'wouter';
import { LoadMore } from '../../../components/LoadMore';
import { Notice } from '../../../components/Notice';
import { PostGrid, postTileId } from '../../../components/PostGrid';
import { PostGridSkeleton } from '../../../components/PostGridSkeleton';
import { QueryContent } from '../../../components/QueryContent';
import styles from '../../../components/views.module.css';
import { ViewTitle } from '../../../components/ViewTitle';
import { paths } from '../../../lib/navigation/routes';
import { laterText } from '../../../lib/text/later';
import { useBookmarks } from '../api/bookmarks';

export function BookmarksView() {
  const bookmarks = useBookmarks();
  const focusBookmark = (index: number) => {
    const post = bookmarks.data?.[index]?.post;
    if (post) document.getElementById(postTileId(post))?.focus();
  };

  return (
    <div className={styles.view}>
      <ViewTitle>{laterText.bookmarks.title}</ViewTitle>
      <QueryContent query={bookmarks} failed={laterText.bookmarks.failed} skeleton={<PostGridSkeleton label={laterText.bookmarks.loading} />}>
        {(all) =>
          all.length === 0 && !bookmarks.hasNextPage ? (
            <Notice icon={<Bookmark size={28} strokeWidth={1.5} />} title={laterText.bookmarks.none}>
              <p>{laterText.bookmarks.noneHelp}</p>
              <Link href={paths.feed} className="button">
                {laterText.actions.toFeed}
              </Link>
            </Notice>
          ) : (
            <>
              <PostGrid posts={all.map((bookmark) => bookmark.post)} />
              <LoadMore list={bookmarks} labels={laterText.moreBookmarks} focusItem={focusBookmark} />
            </>
          )
        }
      </QueryContent>
    </div>
  );
}
