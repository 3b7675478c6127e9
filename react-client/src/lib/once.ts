/** Returns a function that makes a value when it is first called, and then returns the same value. */
export function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}
