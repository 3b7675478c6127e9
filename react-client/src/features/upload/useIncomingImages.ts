import { useEffect, useEffectEvent, useState } from 'react';

/** Takes images that are pasted or dropped anywhere. Returns whether something is being dragged over the window. */
export function useIncomingImages(onImages: (files: File[]) => void): boolean {
  const [dragging, setDragging] = useState(false);

  const take = useEffectEvent((event: Event, files: FileList | undefined) => {
    if (!files?.length) return;
    event.preventDefault();
    onImages([...files]);
  });

  useEffect(() => {
    const listening = new AbortController();
    const on = <Name extends keyof WindowEventMap>(name: Name, listener: (event: WindowEventMap[Name]) => void) =>
      addEventListener(name, listener, { signal: listening.signal });

    on('paste', (event) => {
      // Text from a word processor comes with an image of itself.
      if (!event.clipboardData?.types.includes('text/plain')) take(event, event.clipboardData?.files);
    });
    on('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      // Otherwise, the browser would leave the client to show the file.
      event.preventDefault();
      setDragging(true);
    });
    on('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) setDragging(false);
    });
    on('drop', (event) => {
      setDragging(false);
      take(event, event.dataTransfer?.files);
    });
    return () => listening.abort();
  }, []);

  return dragging;
}
