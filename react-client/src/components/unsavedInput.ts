import { createContext, useContext, useEffect, useId } from 'react';

/** The inputs of a dialog that closing would lose, by an id each. Outside of dialogs there is none. */
export const UnsavedInputs = createContext<Set<string> | undefined>(undefined);

/** While `unsaved` is true, the dialog around this component asks before it closes. */
export function useUnsavedInput(unsaved: boolean): void {
  const inputs = useContext(UnsavedInputs);
  const id = useId();
  useEffect(() => {
    if (!unsaved) return;
    inputs?.add(id);
    return () => {
      inputs?.delete(id);
    };
  }, [inputs, id, unsaved]);
}
