import type { ReactNode } from 'react';
import shared from '../components/views.module.css';
import { ViewTitle } from '../components/ViewTitle';

interface ViewPlaceholderProps {
  title: string;
  titleHidden?: boolean;
  narrow?: boolean;
  children: ReactNode;
}

/** A view while its script loads. */
export function ViewPlaceholder({ title, titleHidden, narrow = false, children }: ViewPlaceholderProps) {
  return (
    <div className={`${shared.view} ${narrow ? shared.narrow : ''}`}>
      <ViewTitle hidden={titleHidden}>{title}</ViewTitle>
      {children}
    </div>
  );
}
