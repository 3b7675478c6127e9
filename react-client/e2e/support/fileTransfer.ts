/** Files that are pasted or dragged into the page. Playwright has no such files. */
import type { Page } from 'playwright-core';
import type { Photo } from './photos';

/** Fires an event as if these files were pasted, dragged over the page or dropped on it. */
export async function transferFiles(page: Page, type: 'paste' | 'dragover' | 'drop', photos: Photo[]): Promise<void> {
  const files = photos.map(({ name, mimeType, buffer }) => ({ name, mimeType, data: buffer.toString('base64') }));
  await page.evaluate(
    ([event, sources]) => {
      const transfer = new DataTransfer();
      for (const { name, mimeType, data } of sources) {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: mimeType }));
      }
      const options = { bubbles: true, cancelable: true };
      document.body.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent(event, { ...options, clipboardData: transfer })
          : new DragEvent(event, { ...options, dataTransfer: transfer }),
      );
    },
    [type, files] as const,
  );
}
