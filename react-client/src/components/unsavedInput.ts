import { createContext, type ComponentType } from 'react';

export interface DiscardQuestionProps {
  onDiscard: () => void;
  onKeep: () => void;
}

/**
 * The inputs of a dialog that closing would lose, by an id each. Each brings the question that the dialog asks: it is in the
 * scripts of forms, which most dialogs do not need. Outside of dialogs there is none.
 */
export const UnsavedInputs = createContext<Map<string, ComponentType<DiscardQuestionProps>> | undefined>(undefined);
