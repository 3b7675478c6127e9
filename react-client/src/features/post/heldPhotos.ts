/** Photos that were dropped or pasted on a view, until the form that they open takes them. */
let held: File[] = [];

export function holdPhotos(files: File[]): void {
  held = [...held, ...files];
}

export function takeHeldPhotos(): File[] {
  const taken = held;
  held = [];
  return taken;
}
