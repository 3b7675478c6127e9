import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { paths } from '../../../lib/navigation/routes';
import { laterText } from '../../../lib/text/later';
import { IncomingImages } from '../../upload/components/IncomingImages';
import { holdPhotos } from '../heldPhotos';
import { takeSharedPhotos } from '../sharedPhotos';

/** Where the service worker leads after another application has shared photos. */
const SHARED = '?shared';

/** Opens the form of a new post with photos that are dropped or pasted on any view, or shared by another application. */
export function ShareDroppedPhotos() {
  const [, navigate] = useLocation();
  const open = (files: File[]) => {
    holdPhotos(files);
    navigate(paths.newPost);
  };
  const openShared = useEffectEvent((files: File[]) => {
    if (files.length > 0) open(files);
  });
  useEffect(() => {
    if (location.search === SHARED) void takeSharedPhotos().then((files) => openShared(files));
  }, []);
  return <IncomingImages invitation={laterText.upload.dropToShare} onImages={open} lastResort />;
}
