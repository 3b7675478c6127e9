import { useIncomingImages, type IncomingImagesOptions } from '../useIncomingImages';
import { DropOverlay } from './DropOverlay';

interface IncomingImagesProps extends IncomingImagesOptions {
  /** What a drop does. */
  invitation: string;
  onImages: (files: File[]) => void;
}

/** Takes images that are pasted or dropped anywhere, and says so while files are dragged over the window. */
export function IncomingImages({ invitation, onImages, ...options }: IncomingImagesProps) {
  const dragging = useIncomingImages(onImages, options);
  return dragging && <DropOverlay text={invitation} />;
}
