type Listener = (event: PopStateEvent) => void;

let listener: Listener | undefined;

// Browsers call the listeners of the window in their order. This one is the first, because the module loads before the router.
addEventListener('popstate', (event) => listener?.(event));

/** Calls a listener before the router sees a step in the history. The listener may stop the event. Returns a function that ends this. */
export function beforeBack(next: Listener): () => void {
  listener = next;
  return () => {
    if (listener === next) listener = undefined;
  };
}
