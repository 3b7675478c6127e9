import type { MouseEvent, ReactNode } from 'react';

interface SwitchProps {
  on: boolean;
  flip: () => void;
  /** Stays the same in both states, and names what is switched. */
  label: string;
  className: string;
  children: ReactNode;
}

export function Switch({ on, flip, label, className, children }: SwitchProps) {
  // The second click of a double click is no change of mind. A key that is pressed counts 0 clicks.
  const onClick = ({ detail }: MouseEvent) => {
    if (detail <= 1) flip();
  };
  return (
    <button type="button" role="switch" aria-checked={on} aria-label={label} className={className} onClick={onClick}>
      {children}
    </button>
  );
}
