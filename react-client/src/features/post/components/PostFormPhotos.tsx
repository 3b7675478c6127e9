import type { ReactNode, RefObject } from 'react';
import { flushSync } from 'react-dom';
import { announce } from '../../../lib/announcements';
import { MAX_IMAGES } from '../../../lib/api/endpoints';
import { laterText } from '../../../lib/text/later';
import { AddPhotosButton } from '../../upload/components/AddPhotosButton';
import { useDragToReorder } from '../useDragToReorder';
import type { PostPhoto, PostPhotos } from '../usePostPhotos';
import { PostFormPhoto } from './PostFormPhoto';
import styles from './PostFormPhotos.module.css';

interface PostFormPhotosProps {
  photos: PostPhotos;
  problemWith: (photo: PostPhoto) => string | undefined;
  /** The element of a photo that gets the focus when there is a problem. */
  onGroup: (photo: PostPhoto, element: HTMLElement | null) => void;
  /** Adds photos. Gets the focus when a photo is removed. */
  field: RefObject<HTMLInputElement | null>;
  altText: (photo: PostPhoto) => ReactNode;
}

/** Several photos of a post, in their order. */
export function PostFormPhotos({ photos: form, problemWith, onGroup, field, altText }: PostFormPhotosProps) {
  const { photos } = form;

  const move = (from: number, to: number) => {
    form.move(from, to);
    announce(laterText.postForm.position(to + 1, photos.length), { visible: false });
  };
  const remove = (photo: PostPhoto) => {
    // The field may be another one afterwards.
    flushSync(() => form.remove(photo));
    field.current?.focus();
  };
  const { list, drag, handleOf } = useDragToReorder(move);

  const stateOf = (index: number) => {
    if (!drag) return '';
    if (index === drag.from) return styles.dragged;
    if (index !== drag.to) return '';
    return drag.to < drag.from ? styles.before : styles.after;
  };
  return (
    <div className={styles.photos}>
      <ol ref={list} className={styles.list}>
        {photos.map((photo, index) => (
          <li key={photo.key} className={`${styles.item} ${stateOf(index)}`}>
            <PostFormPhoto
              photo={photo}
              upload={form.uploadOf(photo)}
              index={index}
              total={photos.length}
              problem={problemWith(photo)}
              group={(element) => onGroup(photo, element)}
              handle={handleOf(index)}
              onMove={(to) => move(index, to)}
              onRemove={() => remove(photo)}
            >
              {altText(photo)}
            </PostFormPhoto>
          </li>
        ))}
      </ol>
      <div className={styles.add}>
        {photos.length < MAX_IMAGES && <AddPhotosButton field={field} onFiles={form.add} />}
        <p className={styles.hint}>{laterText.postForm.photosHint(MAX_IMAGES)}</p>
      </div>
    </div>
  );
}
