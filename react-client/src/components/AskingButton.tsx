import { InlineConfirm } from './InlineConfirm';
import { useAsking } from './useAsking';

interface AskingButtonProps {
  /** The label of the button, and of the one that confirms. */
  label: string;
  /** For screen readers, where there are several such buttons. */
  name?: string;
  question: string;
  isPending: boolean;
  onConfirm: () => void;
}

/** A button that acts after a question in its place. */
export function AskingButton({ label, name, question, isPending, onConfirm }: AskingButtonProps) {
  const { asking, setAsking, button } = useAsking();
  if (asking) {
    return (
      <InlineConfirm
        question={question}
        confirm={label}
        onConfirm={() => {
          setAsking(false);
          onConfirm();
        }}
        onKeep={() => setAsking(false)}
      />
    );
  }
  return (
    <button
      type="button"
      ref={button}
      className="button"
      aria-label={name}
      aria-disabled={isPending}
      onClick={() => !isPending && setAsking(true)}
    >
      {label}
    </button>
  );
}
