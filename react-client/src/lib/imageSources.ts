import { reducesData } from './reducedData';
import { storedImage } from './storedImage';

/** The sources of an image, and its width on screen as the attribute `sizes` has it. Without the largest size to load less. */
export function imageSources(src: string, sizes: string, { large = false } = {}) {
  const stored = storedImage(src);
  // In this order, or browsers may start loading the largest size.
  return { sizes: stored && sizes, srcSet: !large && reducesData() ? stored?.smallSrcSet : stored?.srcSet, src };
}
