import { useEffect, useRef, useState } from 'react';
import { announce } from '../../lib/announcements';
import { ApiError } from '../../lib/api/client';
import type { UploadedImage } from '../../lib/api/types';
import { errorText } from '../../lib/errorText';
import { laterText } from '../../lib/text/later';
import { uploadImage } from './api/uploadImage';
import { problemWithFile } from './imageFile';

/** The state of an upload. The preview is the address of the file in this browser. */
export type UploadState =
  | { stage: 'none' }
  | { stage: 'refused'; reason: string }
  | { stage: 'sending'; preview: string; part: number }
  | { stage: 'failed'; preview: string; reason: string; canRetry: boolean }
  | { stage: 'sent'; preview: string };

export interface ImageUpload {
  state: UploadState;
  /** Replaces an earlier image, whose upload it cancels. */
  start: (file: File) => void;
  retry: () => void;
  cancel: () => void;
}

interface Attempt {
  file: File;
  preview: string;
  abort: AbortController;
}

export function useImageUpload(onUploaded: (image: UploadedImage) => void): ImageUpload {
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
      const image = await uploadImage(file, { onProgress, signal: attempt.abort.signal });
      setState({ stage: 'sent', preview });
      announce(laterText.upload.done, { visible: false });
      onUploaded(image);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const reason = error.signedOut ? laterText.upload.signedOut : errorText(error);
      setState({ stage: 'failed', preview, reason, canRetry: retryMayHelp(error) });
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

/** Whether the same file may be accepted later: the connection, the server or a limit was to blame, not the file. */
function retryMayHelp({ status }: ApiError): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

/** Says what to do before a form with this upload can be sent, if anything. The reason of a failure is shown already. */
export function problemWithUpload(state: UploadState): string | undefined {
  if (state.stage === 'sending') return laterText.upload.pending;
  if (state.stage !== 'failed') return undefined;
  return state.canRetry ? laterText.upload.retryHelp : laterText.upload.chooseOtherHelp;
}
