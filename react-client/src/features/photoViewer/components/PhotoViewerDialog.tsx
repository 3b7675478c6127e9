import { Dialog } from '../../../components/Dialog';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { parsePhotoPath } from '../../../lib/navigation/routes';
import { useCloseOnce } from '../../../lib/navigation/useCloseOnce';
import { laterText } from '../../../lib/text/later';
import { usePost } from '../../post/api/posts';
import { usePostList } from '../api/usePostList';
import { findSlide, positionText, slidesOf } from '../slides';
import { PhotoViewer } from './PhotoViewer';
import styles from './PhotoViewer.module.css';

interface PhotoViewerDialogProps {
  postId: number;
  /** The first photo of the post has the number 1. */
  number: number;
}

const isPhotoPath = (path: string) => parsePhotoPath(path) !== undefined;

/** Shows a photo as large as the screen, then the other photos of the list from which it was opened. */
export default function PhotoViewerDialog({ postId, number }: PhotoViewerDialogProps) {
  const list = usePostList();
  const isListed = list.posts.some(({ id }) => id === postId);
  const post = usePost(postId, { enabled: !isListed });
  const close = useCloseOnce(isPhotoPath);
  const slides = slidesOf(isListed ? list.posts : post.data ? [post.data] : []);
  const slide = findSlide(slides, postId, number);

  return (
    <Dialog title={slide ? positionText(slide) : laterText.photoViewer.title} titleHidden size="full" onClose={close}>
      {slide ? (
        <PhotoViewer slides={slides} slide={slide} loadMore={isListed ? list.loadMore : undefined} onClose={close} />
      ) : (
        <div className={styles.notice}>
          <QueryContent
            query={post}
            failed={laterText.posts.failedOne}
            unavailable={laterText.posts.unavailable}
            skeleton={<Skeleton label={laterText.posts.loadingOne} pieces={[styles.placeholder]} />}
          >
            {() => null}
          </QueryContent>
        </div>
      )}
    </Dialog>
  );
}
