import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { paths } from '../../../lib/navigation/routes';
import { RECEIVED_QUERY } from '../../../lib/receivedPhotos';
import { laterText } from '../../../lib/text/later';
import { IncomingImages } from '../../upload/components/IncomingImages';
import { holdPhotos } from '../heldPhotos';
import { takeReceivedPhotos } from '../receivedPhotos';

/** Opens the form of a new post with photos that are dropped or pasted on any view, or shared by another application. */
export function ShareDroppedPhotos() {
  const [, navigate] = useLocation();
  const open = (files: File[]) => {
    holdPhotos(files);
    navigate(paths.newPost);
  };
  const openReceived = useEffectEvent((files: File[]) => {
    if (files.length > 0) open(files);
  });
  useEffect(() => {
    if (location.search === RECEIVED_QUERY) void takeReceivedPhotos().then((files) => openReceived(files));
  }, []);
  return <IncomingImages invitation={laterText.upload.dropToShare} onImages={open} lastResort />;
}
