import type { UploadedImage } from '../../lib/api/types';
import { laterText } from '../../lib/text/later';
import { useImageUploads, type ImageUpload, type UploadState } from './useImageUploads';

const ONLY = 0;

/** The upload of a single image. */
export function useImageUpload(onUploaded: (image: UploadedImage) => void): ImageUpload {
  return useImageUploads((_key, image) => onUploaded(image)).of(ONLY);
}

/** Says what to do before a form with this upload can be sent, if anything. The reason of a failure is shown already. */
export function problemWithUpload(state: UploadState): string | undefined {
  if (state.stage === 'sending') return laterText.upload.pending;
  if (state.stage !== 'failed') return undefined;
  return state.canRetry ? laterText.upload.retryHelp : laterText.upload.chooseOtherHelp;
}
