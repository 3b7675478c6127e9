import type { ReactNode } from 'react';
import shared from '../components/views.module.css';
import { ViewTitle } from '../components/ViewTitle';

interface ViewPlaceholderProps {
  title: string;
  titleHidden?: boolean;
  children: ReactNode;
}

/** A view while its script loads. */
export function ViewPlaceholder({ title, titleHidden, children }: ViewPlaceholderProps) {
  return (
    <div className={shared.view}>
      <ViewTitle hidden={titleHidden}>{title}</ViewTitle>
      {children}
    </div>
  );
}
