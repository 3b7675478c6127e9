import { useEffect, useEffectEvent, useState } from 'react';

export interface IncomingImagesOptions {
  /** Gets images only if no other component takes them, whichever appeared first. */
  lastResort?: boolean;
}

/** The components that take images. The last one gets them: an editor over a form, a form over a view. */
const receivers: object[] = [];
/** Some browsers fire `dragleave` with every move. Moves that follow within this time are in the window. */
const LEAVE_AFTER_MS = 150;

/** Takes images that are pasted or dropped anywhere. Returns whether files are being dragged over the window. */
export function useIncomingImages(onImages: (files: File[]) => void, { lastResort = false }: IncomingImagesOptions = {}): boolean {
  const [dragging, setDragging] = useState(false);

  const take = useEffectEvent((event: Event, files: FileList | undefined) => {
    if (!files?.length) return;
    event.preventDefault();
    onImages([...files]);
  });

  useEffect(() => {
    const receiver = {};
    receivers.splice(lastResort ? 0 : receivers.length, 0, receiver);
    let leaving: ReturnType<typeof setTimeout> | undefined;
    /** An image of this page is being dragged. */
    let fromPage = false;
    const show = (shown: boolean) => {
      clearTimeout(leaving);
      setDragging(shown);
    };

    const listening = new AbortController();
    const on = <Name extends keyof WindowEventMap>(name: Name, listener: (event: WindowEventMap[Name]) => void) =>
      addEventListener(
        name,
        (event) => {
          if (receivers.at(-1) === receiver) listener(event);
        },
        { signal: listening.signal },
      );

    on('paste', (event) => {
      // Text from a word processor comes with an image of itself.
      const isText = event.clipboardData?.types.includes('text/plain') && isTextField(event.target);
      if (!isText) take(event, event.clipboardData?.files);
    });
    on('dragstart', ({ defaultPrevented }) => {
      fromPage = !defaultPrevented;
    });
    on('dragend', () => {
      fromPage = false;
    });
    on('dragover', (event) => {
      if (fromPage || !event.dataTransfer?.types.includes('Files')) return;
      // Otherwise, the browser would leave the client to show the file.
      event.preventDefault();
      show(true);
    });
    on('dragleave', ({ relatedTarget }) => {
      if (relatedTarget !== null) return;
      clearTimeout(leaving);
      leaving = setTimeout(() => setDragging(false), LEAVE_AFTER_MS);
    });
    on('drop', (event) => {
      show(false);
      if (!fromPage) take(event, event.dataTransfer?.files);
    });
    return () => {
      listening.abort();
      clearTimeout(leaving);
      receivers.splice(receivers.indexOf(receiver), 1);
    };
  }, [lastResort]);

  return dragging;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable]') !== null;
}
