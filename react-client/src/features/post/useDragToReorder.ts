import { useRef, useState, type DragEvent, type PointerEvent } from 'react';

interface Drag {
  from: number;
  to: number;
}

/** Lets the items of a vertical list be dragged by their handles, with a mouse, a pen or a finger. */
export function useDragToReorder(onMove: (from: number, to: number) => void) {
  const list = useRef<HTMLOListElement>(null);
  const [drag, setDrag] = useState<Drag>();

  const indexAt = (y: number) => {
    const items = [...(list.current?.children ?? [])];
    const below = items.findIndex((item) => y < item.getBoundingClientRect().bottom);
    return below === -1 ? items.length - 1 : below;
  };

  const handleOf = (index: number) => ({
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ from: index, to: index });
    },
    onPointerMove: ({ clientY }: PointerEvent) => {
      if (!drag) return;
      const to = indexAt(clientY);
      // Scrolls the dialog when the pointer comes to its edge.
      if (to !== drag.to) list.current?.children[to]?.scrollIntoView({ block: 'nearest' });
      setDrag({ ...drag, to });
    },
    onPointerUp: () => {
      if (drag && drag.from !== drag.to) onMove(drag.from, drag.to);
      setDrag(undefined);
    },
    onPointerCancel: () => setDrag(undefined),
    // Otherwise, the browser would drag a copy of the image.
    onDragStart: (event: DragEvent) => event.preventDefault(),
  });

  return { list, drag, handleOf };
}
