import { useLayoutEffect, useRef } from 'react';
import { arriveAt } from '../lib/navigation/places';
import { useDocumentTitle } from '../lib/navigation/useDocumentTitle';

interface ViewTitleProps {
  children: string;
  hidden?: boolean;
}

/** The heading of a view; each view has one. Also names the browser's tab, and gets the focus when the view opens. */
export function ViewTitle({ children, hidden = false }: ViewTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(children, 'view');
  useLayoutEffect(() => {
    if (heading.current) arriveAt(heading.current);
  }, []);

  return (
    <h1 ref={heading} id={VIEW_TITLE_ID} tabIndex={-1} className={hidden ? 'visually-hidden' : 'view-title'}>
      {children}
    </h1>
  );
}

export const VIEW_TITLE_ID = 'view-title';

/** For when what has the focus disappears. */
export function focusViewTitle(): void {
  document.getElementById(VIEW_TITLE_ID)?.focus();
}
