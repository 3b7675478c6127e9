import { vi } from 'vitest';

/** Replaces what jsdom lacks to read and write photos. `reads` says which files the browser can read. */
export function stubCanvas(reads: (file: File) => boolean = () => true): void {
  const bitmap = { width: 1200, height: 800, close: vi.fn() };
  vi.stubGlobal('createImageBitmap', (file: File) =>
    reads(file) ? Promise.resolve(bitmap) : Promise.reject(new DOMException('not decoded', 'InvalidStateError')),
  );
  HTMLCanvasElement.prototype.getContext = vi.fn(() => new Proxy({}, { get: () => vi.fn(), set: () => true })) as never;
  HTMLCanvasElement.prototype.toBlob = function (onWritten, type) {
    onWritten(new Blob([`${this.width}x${this.height}`], { type }));
  };
}
