import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { useDocumentTitle } from './useDocumentTitle';

function Layer({ title, layer }: { title: string; layer: 'view' | 'dialog' }) {
  useDocumentTitle(title, layer);
  return null;
}

it('is that of the topmost dialog, and returns to the layer under it', () => {
  const { rerender } = render([<Layer key="view" title="Home" layer="view" />, <Layer key="form" title="New post" layer="dialog" />]);
  rerender([
    <Layer key="view" title="Home" layer="view" />,
    <Layer key="form" title="New post" layer="dialog" />,
    <Layer key="editor" title="Edit photo" layer="dialog" />,
  ]);
  expect(document.title).toBe('Edit photo · Photo App');

  rerender([<Layer key="view" title="Home" layer="view" />, <Layer key="form" title="New post" layer="dialog" />]);
  expect(document.title).toBe('New post · Photo App');

  rerender([<Layer key="view" title="Home" layer="view" />]);
  expect(document.title).toBe('Home · Photo App');
});
