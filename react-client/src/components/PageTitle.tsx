import { useLayoutEffect, useRef } from 'react';
import { arriveAt } from '../navigation/places';
import { useDocumentTitle } from '../navigation/useDocumentTitle';

interface PageTitleProps {
  children: string;
  hidden?: boolean;
}

/** The heading of a page, of which each page has one. It also names the tab and says where reading begins. */
export function PageTitle({ children, hidden = false }: PageTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(children, 'page');
  useLayoutEffect(() => {
    if (heading.current) arriveAt(heading.current);
  }, []);

  return (
    <h1 ref={heading} id={PAGE_TITLE_ID} tabIndex={-1} className={hidden ? 'visually-hidden' : 'page-title'}>
      {children}
    </h1>
  );
}

export const PAGE_TITLE_ID = 'page-title';
