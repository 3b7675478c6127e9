import { ApiError } from '../../lib/api/client';
import type { UploadedImage } from '../../lib/api/types';
import { uploadImage, type Sending } from './api/uploadImage';
import { convertPhoto } from './photoCanvas';

interface PhotoSending extends Sending {
  /** The file that is uploaded instead. */
  onConverted: (file: File) => void;
}

/** Uploads a photo. If the server cannot read its format but the browser can, converts the photo and uploads it again. */
export async function uploadPhoto(file: File, { onConverted, ...sending }: PhotoSending): Promise<UploadedImage> {
  try {
    return await uploadImage(file, sending);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'unsupported_image') throw error;
    const converted = await convertPhoto(file);
    if (!converted) throw error;
    if (!sending.signal.aborted) onConverted(converted);
    return uploadImage(converted, sending);
  }
}
