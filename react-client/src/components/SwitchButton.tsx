import type { MouseEvent, ReactNode } from 'react';

interface SwitchButtonProps {
  on: boolean;
  flip: () => void;
  /** Names what is switched. It must be the same in both states. */
  label: string;
  className: string;
  children: ReactNode;
}

export function SwitchButton({ on, flip, label, className, children }: SwitchButtonProps) {
  // Ignores the second click of a double click. A key press counts 0 clicks.
  const onClick = ({ detail }: MouseEvent) => {
    if (detail <= 1) flip();
  };
  return (
    <button type="button" role="switch" aria-checked={on} aria-label={label} className={className} onClick={onClick}>
      {children}
    </button>
  );
}
