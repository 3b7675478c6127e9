import { useState, type ReactNode } from 'react';
import { Carousel } from '../../../components/Carousel';
import type { Post } from '../../../lib/api/types';
import { postName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';

interface PhotoCarouselProps {
  post: Post;
  count: number;
  children: (index: number) => ReactNode;
}

/** The photos of a post that has several. Loads later, because most posts have one. */
export default function PhotoCarousel({ post, count, children }: PhotoCarouselProps) {
  const [index, setIndex] = useState(0);
  return (
    <Carousel
      label={laterText.carousel.label(postName(post))}
      slides={Array.from({ length: count }, (_, position) => String(position))}
      // An edit may remove photos.
      index={Math.min(index, count - 1)}
      onIndexChange={setIndex}
      slideLabel={(position) => laterText.carousel.position(position + 1, count)}
    >
      {children}
    </Carousel>
  );
}
