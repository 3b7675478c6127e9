import { useEffect, useRef, useState } from 'react';
import { announce } from '../announcements';
import { ApiError } from '../api/client';
import type { UploadedPicture } from '../api/types';
import { uploadPicture } from '../api/upload';
import { problemWithFile } from './pictureFile';

/** A picture on its way to the server. The preview is the address of the file in this browser. */
export type UploadState =
  | { stage: 'none' }
  | { stage: 'refused'; reason: string }
  | { stage: 'sending'; preview: string; part: number }
  | { stage: 'failed'; preview: string; reason: string }
  | { stage: 'sent'; preview: string };

export interface PictureUpload {
  state: UploadState;
  /** Takes the place of an earlier picture, which may still be on its way. */
  start: (file: File) => void;
  retry: () => void;
  cancel: () => void;
}

interface Attempt {
  file: File;
  preview: string;
  abort: AbortController;
}

export function usePictureUpload(onUploaded: (picture: UploadedPicture) => void): PictureUpload {
  const [state, setState] = useState<UploadState>({ stage: 'none' });
  const current = useRef<Attempt>(undefined);

  const end = () => {
    current.current?.abort.abort();
    if (current.current) URL.revokeObjectURL(current.current.preview);
    current.current = undefined;
  };
  useEffect(() => end, []);

  const send = async (file: File) => {
    end();
    const problem = problemWithFile(file);
    if (problem) {
      setState({ stage: 'refused', reason: problem });
      return;
    }
    const attempt: Attempt = { file, preview: URL.createObjectURL(file), abort: new AbortController() };
    const { preview } = attempt;
    const onProgress = (part: number) => {
      if (current.current === attempt) setState({ stage: 'sending', preview, part });
    };
    current.current = attempt;
    onProgress(0);
    try {
      const picture = await uploadPicture(file, { onProgress, signal: attempt.abort.signal });
      setState({ stage: 'sent', preview });
      announce('Your photo is here', { visible: false });
      onUploaded(picture);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState({ stage: 'failed', preview, reason: error.signedOut ? 'Sign in again, then choose the photo once more.' : error.message });
    }
  };

  return {
    state,
    start: (file) => void send(file),
    retry: () => {
      if (current.current) void send(current.current.file);
    },
    cancel: () => {
      end();
      setState({ stage: 'none' });
    },
  };
}

/** Why a form with this picture cannot be sent yet, if so. */
export function problemWithUpload({ stage }: UploadState): string | undefined {
  if (stage === 'sending') return 'Your photo is still on its way. Wait until it is here.';
  if (stage === 'failed') return 'Your photo was not uploaded. Try again, or choose another one.';
  return undefined;
}
