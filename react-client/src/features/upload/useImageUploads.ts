import { useEffect, useRef, useState } from 'react';
import { announce } from '../../lib/announcements';
import { ApiError } from '../../lib/api/client';
import type { RemovedDetail, UploadedImage } from '../../lib/api/types';
import { errorText } from '../../lib/errorText';
import { laterText } from '../../lib/text/later';
import { isPhoneFormat, problemWithFile } from './imageFile';
import { UNEDITED, type PhotoEdit } from './photoEdit';
import { uploadPhoto } from './uploadPhoto';

/** A photo as the user chose it, and what they changed. The file that is uploaded is the result. */
export interface SourcePhoto {
  original: File;
  edit: PhotoEdit;
}

/**
 * The state of an upload. The preview is the address of the file in this browser, if browsers can show its format. `unsent` is
 * there if the server could not be reached.
 */
export type UploadState =
  | { stage: 'none' }
  | { stage: 'refused'; reason: string }
  | { stage: 'sending'; source: SourcePhoto; preview: string; part: number }
  | { stage: 'failed'; source: SourcePhoto; preview: string; reason: string; canRetry: boolean; unsent?: File }
  | { stage: 'sent'; source: SourcePhoto; preview: string; removed: RemovedDetail[]; file: File };

export interface ImageUpload {
  state: UploadState;
  /** Replaces an earlier image, whose upload it cancels. An edited photo has a source, other files are their own. */
  start: (file: File, source?: SourcePhoto) => void;
  retry: () => void;
  cancel: () => void;
}

interface Attempt {
  source: SourcePhoto;
  file: File;
  preview: string;
  abort: AbortController;
  stage: 'waiting' | 'sending' | 'ended';
}

/** The server limits the uploads of a user at the same time. The others wait, and show no progress yet. */
const MAX_PARALLEL = 3;
const NONE: UploadState = { stage: 'none' };

/** Several uploads, each under a key of its own. `of` gives the one of a key. */
export function useImageUploads(onUploaded: (key: number, image: UploadedImage) => void): { of: (key: number) => ImageUpload } {
  const [states, setStates] = useState<ReadonlyMap<number, UploadState>>(new Map());
  const attempts = useRef(new Map<number, Attempt>());

  useEffect(() => {
    const all = attempts.current;
    return () => {
      all.forEach(abandon);
      all.clear();
    };
  }, []);

  const show = (key: number, state: UploadState) => setStates((before) => new Map(before).set(key, state));

  const sendWaiting = () => {
    const all = [...attempts.current];
    const free = MAX_PARALLEL - all.filter(([, { stage }]) => stage === 'sending').length;
    const waiting = all.filter(([, { stage }]) => stage === 'waiting').slice(0, free);
    for (const [key, attempt] of waiting) void send(key, attempt);
  };

  const send = async (key: number, attempt: Attempt) => {
    const { file, source } = attempt;
    const onProgress = (part: number) => {
      if (attempts.current.get(key) === attempt) show(key, { stage: 'sending', source, preview: attempt.preview, part });
    };
    const onConverted = (converted: File) => {
      URL.revokeObjectURL(attempt.preview);
      attempt.file = converted;
      attempt.preview = URL.createObjectURL(converted);
      onProgress(0);
    };
    attempt.stage = 'sending';
    try {
      const image = await uploadPhoto(file, { onProgress, onConverted, signal: attempt.abort.signal });
      const { image_url, removed } = image;
      show(key, { stage: 'sent', source, preview: isPhoneFormat(attempt.file) ? image_url : attempt.preview, removed, file: attempt.file });
      announce(laterText.upload.done, { visible: false });
      onUploaded(key, image);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const unsent = error.status === 0 ? attempt.file : undefined;
      const reason = reasonOf(error, file);
      show(key, { stage: 'failed', source, preview: attempt.preview, reason, canRetry: retryMayHelp(error), unsent });
    } finally {
      attempt.stage = 'ended';
      sendWaiting();
    }
  };

  const end = (key: number) => {
    const attempt = attempts.current.get(key);
    if (!attempt) return;
    abandon(attempt);
    attempts.current.delete(key);
    sendWaiting();
  };

  const start = (key: number, file: File, source: SourcePhoto = { original: file, edit: UNEDITED }) => {
    end(key);
    const problem = problemWithFile(file);
    if (problem) {
      show(key, { stage: 'refused', reason: laterText.upload.refused(file.name, problem) });
      return;
    }
    const preview = URL.createObjectURL(file);
    attempts.current.set(key, { source, file, preview, abort: new AbortController(), stage: 'waiting' });
    show(key, { stage: 'sending', source, preview, part: 0 });
    sendWaiting();
  };

  return {
    of: (key) => ({
      state: states.get(key) ?? NONE,
      start: (file, source) => start(key, file, source),
      retry: () => {
        const attempt = attempts.current.get(key);
        if (attempt) start(key, attempt.file, attempt.source);
      },
      cancel: () => {
        end(key);
        show(key, NONE);
      },
    }),
  };
}

function abandon({ abort, preview }: Attempt): void {
  abort.abort();
  URL.revokeObjectURL(preview);
}

function reasonOf(error: ApiError, file: File): string {
  if (error.signedOut) return laterText.upload.signedOut;
  return error.code === 'unsupported_image' && isPhoneFormat(file) ? laterText.upload.notPortable : errorText(error);
}

/** Whether the same file may be accepted later: the connection, the server or a limit was to blame, not the file. */
function retryMayHelp({ status }: ApiError): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}
