const GIVE_UP_AFTER_MS = 10_000;

/** Whether the browser can load an image from this address. */
export function loadsAsImage(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const image = new Image();
    image.referrerPolicy = 'no-referrer';
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    setTimeout(() => resolve(false), GIVE_UP_AFTER_MS);
    image.src = url;
  });
}
