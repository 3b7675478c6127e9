import { useContext, useEffect, useId } from 'react';
import { laterText } from '../../lib/text/later';
import { InlineConfirm } from '../InlineConfirm';
import { UnsavedInputs, type DiscardQuestionProps } from '../unsavedInput';

/** While `unsaved` is true, the dialog around this component asks before it closes. */
export function useUnsavedInput(unsaved: boolean): void {
  const inputs = useContext(UnsavedInputs);
  const id = useId();
  useEffect(() => {
    if (!unsaved) return;
    inputs?.set(id, DiscardQuestion);
    return () => {
      inputs?.delete(id);
    };
  }, [inputs, id, unsaved]);
}

function DiscardQuestion({ onDiscard, onKeep }: DiscardQuestionProps) {
  const { question, discard, keep } = laterText.unsaved;
  return <InlineConfirm question={question} confirm={discard} keep={keep} onConfirm={onDiscard} onKeep={onKeep} />;
}
