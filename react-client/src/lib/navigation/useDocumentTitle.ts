import { useEffect } from 'react';
import { text } from '../text';

const titles: Record<'view' | 'dialog', string | undefined> = { view: undefined, dialog: undefined };

/** Names the browser's tab after the topmost layer: a dialog before the view under it. */
export function useDocumentTitle(title: string, layer: 'view' | 'dialog'): void {
  useEffect(() => {
    titles[layer] = title;
    show();
    return () => {
      // When views change, the new view may already have set its own title.
      if (titles[layer] === title) titles[layer] = undefined;
      show();
    };
  }, [title, layer]);
}

function show(): void {
  const title = titles.dialog ?? titles.view;
  document.title = title ? text.tabTitle(title) : text.appName;
}
