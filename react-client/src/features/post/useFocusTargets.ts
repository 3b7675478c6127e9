import { useRef } from 'react';

/** Elements of a list, by key, that may get the focus. */
export function useFocusTargets() {
  const elements = useRef(new Map<number, HTMLElement | null>());
  return {
    register: (key: number, element: HTMLElement | null) => {
      elements.current.set(key, element);
    },
    focus: (key: number) => elements.current.get(key)?.focus(),
  };
}
