import { useLocation } from 'wouter';
import { paths } from '../../../lib/navigation/routes';
import { laterText } from '../../../lib/text/later';
import { IncomingImages } from '../../upload/components/IncomingImages';
import { holdPhotos } from '../heldPhotos';

/** Opens the form of a new post with photos that are dropped or pasted on any view. */
export function ShareDroppedPhotos() {
  const [, navigate] = useLocation();
  const open = (files: File[]) => {
    holdPhotos(files);
    navigate(paths.newPost);
  };
  return <IncomingImages invitation={laterText.upload.dropToShare} onImages={open} lastResort />;
}
