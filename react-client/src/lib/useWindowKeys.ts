import { useEffect, useEffectEvent } from 'react';

/** For what fills the screen: gets the keys that are pressed anywhere. `onKey` returns whether it has used the key. */
export function useWindowKeys(onKey: (event: KeyboardEvent) => boolean): void {
  const act = useEffectEvent((event: KeyboardEvent) => {
    // Keys with these modifiers belong to the browser. An element may have used the key already.
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (onKey(event)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => act(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}
