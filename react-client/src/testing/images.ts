import { vi } from 'vitest';

/** Replaces the loading of images, which jsdom lacks. `loads` says which addresses have one. */
export function stubImages(loads: (url: string) => boolean): void {
  vi.stubGlobal(
    'Image',
    class {
      onload: () => void = () => undefined;
      onerror: () => void = () => undefined;

      set src(url: string) {
        queueMicrotask(loads(url) ? this.onload : this.onerror);
      }
    },
  );
}
