import { useEffect } from 'react';

const SITE = 'Photo App';
const titles: Record<'page' | 'dialog', string | undefined> = { page: undefined, dialog: undefined };

/** Names the browser's tab after what is on top: a dialog before the page it lies over. */
export function useDocumentTitle(title: string, layer: 'page' | 'dialog'): void {
  useEffect(() => {
    titles[layer] = title;
    show();
    return () => {
      // In a change of views, the new one may have put its own title here already.
      if (titles[layer] === title) titles[layer] = undefined;
      show();
    };
  }, [title, layer]);
}

function show(): void {
  const title = titles.dialog ?? titles.page;
  document.title = title ? `${title} · ${SITE}` : SITE;
}
