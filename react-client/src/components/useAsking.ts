import { useEffect, useRef, useState } from 'react';

/** For a question in the place of a button: whether it is asked now. The button gets the focus back after it. */
export function useAsking() {
  const [asking, setAsking] = useState(false);
  const hasAsked = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasAsked.current && !asking) button.current?.focus();
    hasAsked.current = asking;
  }, [asking]);
  return { asking, setAsking, button };
}
