import { useState } from 'react';
import { MAX_IMAGES } from '../../lib/api/endpoints';
import type { NewImage } from '../../lib/api/types';
import { readDraft } from '../../lib/drafts/draftStore';
import { useDraft } from '../../lib/drafts/useDraft';
import { useImageUploads, type ImageUpload } from '../upload/useImageUploads';

/** A photo in the form of a post. The address is empty until the upload has finished. */
export interface PostPhoto extends NewImage {
  key: number;
}

const BLANK: NewImage = { image_url: '', alt_text: '' };

export interface PostPhotos {
  /** In their order. There is always one, perhaps without an address. */
  photos: PostPhoto[];
  /** Whether some of the last files were left out, because the post had enough photos. */
  tooMany: boolean;
  uploadOf: (photo: PostPhoto) => ImageUpload;
  add: (files: File[]) => void;
  change: (photo: PostPhoto, changes: Partial<NewImage>) => void;
  move: (from: number, to: number) => void;
  remove: (photo: PostPhoto) => void;
}

/** The photos of a post that is being written, with their uploads. They are kept as a draft. */
export function usePostPhotos(draft: string, initial: NewImage[], onUploaded: () => void): PostPhotos {
  const initialText = JSON.stringify((initial.length > 0 ? initial : [BLANK]).map((image, index) => ({ key: index + 1, ...image })));
  const { text, write } = useDraft(draft, initialText);
  const [tooMany, setTooMany] = useState(false);

  /** Reads the newest photos, because uploads end between two renders. */
  const update = (changed: (photos: PostPhoto[]) => PostPhoto[]) =>
    write(JSON.stringify(changed(parsed(readDraft(draft) ?? initialText))));
  const change = (key: number, changes: Partial<NewImage>) =>
    update((photos) => photos.map((photo) => (photo.key === key ? { ...photo, ...changes } : photo)));

  const uploads = useImageUploads((key, { image_url }) => {
    change(key, { image_url });
    onUploaded();
  });
  const uploadOf = ({ key }: PostPhoto) => uploads.of(key);

  const drafts = parsed(text);
  // A reload ends uploads. Their photos are left out, but the alt text of an only photo stays.
  const present = drafts.filter((photo) => photo.image_url !== '' || uploadOf(photo).state.stage !== 'none');
  const photos = present.length > 0 ? present : drafts.slice(0, 1);

  const add = (files: File[]) => {
    const blank = photos.length === 1 ? photos.filter((photo) => !photo.image_url && uploadOf(photo).state.stage !== 'sending') : [];
    const kept = photos.filter((photo) => !blank.includes(photo));
    const accepted = files.slice(0, MAX_IMAGES - kept.length);
    const firstKey = Math.max(...drafts.map(({ key }) => key)) + 1;
    const added = accepted.map((file, index) => ({ file, photo: blank[index] ?? { ...BLANK, key: firstKey + index } }));
    update(() => [...kept, ...added.map(({ photo }) => photo)]);
    for (const { file, photo } of added) uploadOf(photo).start(file);
    setTooMany(accepted.length < files.length);
  };

  return {
    photos,
    tooMany,
    uploadOf,
    add,
    change: ({ key }, changes) => change(key, changes),
    move: (from, to) => update(() => moved(photos, from, to)),
    remove: (photo) => {
      uploadOf(photo).cancel();
      update((all) => all.filter(({ key }) => key !== photo.key));
      setTooMany(false);
    },
  };
}

function parsed(text: string): PostPhoto[] {
  return JSON.parse(text) as PostPhoto[];
}

function moved<Item>(items: Item[], from: number, to: number): Item[] {
  const others = items.toSpliced(from, 1);
  return others.toSpliced(to, 0, ...items.slice(from, from + 1));
}
