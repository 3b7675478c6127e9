import { useLayoutEffect, useRef } from 'react';
import { ReactCrop } from 'react-image-crop';
import 'react-image-crop/dist/ReactCrop.css';
import { laterText } from '../../../lib/text/later';
import { drawPhoto } from '../photoCanvas';
import { aspectOf, UNEDITED, type PhotoEdit } from '../photoEdit';
import styles from './CropStage.module.css';

interface CropStageProps {
  photo: ImageBitmap;
  edit: PhotoEdit;
  onEdit: (edit: PhotoEdit) => void;
}

/** Sharp on most screens, and quick to draw. */
const PREVIEW_SIDE = 1_600;
/** The area stays large enough to take hold of its corners. */
const SHORTEST_SIDE = 48;

/** The rotated photo, with handles to crop it. */
export function CropStage({ photo, edit, onEdit }: CropStageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { turns, ratio, area } = edit;
  useLayoutEffect(() => {
    if (canvas.current) drawPhoto(canvas.current, photo, { ...UNEDITED, turns }, PREVIEW_SIDE);
  }, [photo, turns]);

  return (
    <div className={styles.stage}>
      <ReactCrop
        className={styles.crop}
        crop={{ unit: '%', ...area }}
        aspect={aspectOf(ratio, photo, turns)}
        keepSelection
        ruleOfThirds
        minWidth={SHORTEST_SIDE}
        minHeight={SHORTEST_SIDE}
        ariaLabels={laterText.photoEditor.handles}
        onChange={(_pixels, { x, y, width, height }) => onEdit({ ...edit, area: { x, y, width, height } })}
      >
        <canvas ref={canvas} className={styles.photo} />
      </ReactCrop>
    </div>
  );
}
