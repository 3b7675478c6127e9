/** Uploads images with XMLHttpRequest, because `fetch` does not report progress. */
import { jsonOrThrow, ApiError, csrfToken } from '../../../lib/api/client';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import type { UploadedImage } from '../../../lib/api/types';

export interface Sending {
  /** The share that has been sent, 0 to 1. */
  onProgress: (part: number) => void;
  signal: AbortSignal;
}

/** An upload that its signal aborts never settles: nothing waits for it any more. */
export async function uploadImage(file: File, { onProgress, signal }: Sending): Promise<UploadedImage> {
  const request = new XMLHttpRequest();
  request.open('POST', laterEndpoints.images);
  request.setRequestHeader('Accept', 'application/json');
  const token = csrfToken();
  if (token) request.setRequestHeader('X-CSRF-TOKEN', token);
  signal.addEventListener('abort', () => request.abort());
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));

  const form = new FormData();
  form.append('image', file);
  await new Promise((resolve, reject) => {
    request.addEventListener('load', resolve);
    request.addEventListener('error', () => reject(new ApiError(0, { code: 'upload_interrupted' })));
    if (!signal.aborted) request.send(form);
  });
  return jsonOrThrow(request.status, parsed(request.responseText)) as UploadedImage;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
