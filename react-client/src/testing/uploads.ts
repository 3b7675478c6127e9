import { vi } from 'vitest';

/** An upload request that the test answers. */
class Upload extends EventTarget {
  readonly upload = new EventTarget();
  readonly headers = new Headers();
  file: File | undefined;
  aborted = false;
  status = 0;
  responseText = '';

  open(): void {
    // All uploads go to the same address.
  }

  setRequestHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }

  send(form: FormData): void {
    this.file = form.get('image') as File;
  }

  abort(): void {
    this.aborted = true;
  }

  progress(part: number): void {
    this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded: part * 1000, total: 1000 }));
  }

  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = typeof body === 'string' ? body : JSON.stringify(body);
    this.dispatchEvent(new Event('load'));
  }

  breakOff(): void {
    this.dispatchEvent(new Event('error'));
  }
}

/** Replaces the network for uploads. */
export function stubUploads(): { all: Upload[]; last: () => Upload } {
  const all: Upload[] = [];
  vi.stubGlobal(
    'XMLHttpRequest',
    class extends Upload {
      constructor() {
        super();
        all.push(this);
      }
    },
  );
  URL.createObjectURL = (file) => `blob:${(file as File).name}`;
  URL.revokeObjectURL = vi.fn();
  return {
    all,
    last: () => {
      const upload = all.at(-1);
      if (!upload) throw new Error('Nothing has been sent.');
      return upload;
    },
  };
}

export function aPhoto(name = 'holiday.jpg', type = 'image/jpeg'): File {
  return new File(['light'], name, { type });
}
