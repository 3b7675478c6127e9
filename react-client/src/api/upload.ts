/** Sends pictures to the server, with news of how far they have come, which `fetch` does not give. */
import { accepted, ApiError, csrfToken } from './client';
import { endpoints } from './endpoints';
import type { UploadedPicture } from './types';

interface Sending {
  /** How much of the picture has been sent, 0 to 1. */
  onProgress: (part: number) => void;
  signal: AbortSignal;
}

/** An upload that is broken off by its signal never settles: nobody waits for it any more. */
export async function uploadPicture(file: File, { onProgress, signal }: Sending): Promise<UploadedPicture> {
  const request = new XMLHttpRequest();
  request.open('POST', endpoints.images);
  request.setRequestHeader('Accept', 'application/json');
  const token = csrfToken();
  if (token) request.setRequestHeader('X-CSRF-TOKEN', token);
  signal.addEventListener('abort', () => request.abort());
  request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));

  const form = new FormData();
  form.append('image', file);
  await new Promise((resolve, reject) => {
    request.addEventListener('load', resolve);
    request.addEventListener('error', () => reject(brokenOff()));
    request.send(form);
  });
  return accepted(request.status, parsed(request.responseText)) as UploadedPicture;
}

function brokenOff(): ApiError {
  return new ApiError(0, 'The connection broke off before all of the photo was sent. Check it, then try again.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
