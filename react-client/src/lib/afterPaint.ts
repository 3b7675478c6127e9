/** Runs a function after the browser has painted the current state. Returns a function that cancels that. */
export function afterPaint(run: () => void): () => void {
  let timeout: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (timeout = setTimeout(run)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timeout);
  };
}
