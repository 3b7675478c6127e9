import { useEffect } from 'react';
import { text } from '../text';

interface Title {
  title: string;
  layer: 'view' | 'dialog';
}

/** Those of the layers that are shown. The newest of a kind is on top: a dialog may open another one over itself. */
const titles: Title[] = [];
let prefix = '';

/** Shows a text before every title; the empty text shows nothing. */
export function setTitlePrefix(shown: string): void {
  prefix = shown;
  show();
}

/** Names the browser's tab after the topmost layer: a dialog before the view under it. */
export function useDocumentTitle(title: string, layer: Title['layer']): void {
  useEffect(() => {
    const shown = { title, layer };
    titles.push(shown);
    show();
    return () => {
      titles.splice(titles.indexOf(shown), 1);
      show();
    };
  }, [title, layer]);
}

function show(): void {
  const top = titles.findLast(({ layer }) => layer === 'dialog') ?? titles.at(-1);
  document.title = prefix + (top ? text.tabTitle(top.title) : text.appName);
}
