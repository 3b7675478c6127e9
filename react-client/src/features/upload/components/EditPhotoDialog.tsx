import { RotateCcw, RotateCw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '../../../components/Dialog';
import { Skeleton } from '../../../components/Skeleton';
import { useUnsavedInput } from '../../../components/forms/useUnsavedInput';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { renderPhoto } from '../photoCanvas';
import { croppedSize, isUnedited, rotate, UNEDITED, withRatio, type PhotoEdit } from '../photoEdit';
import { useDecodedPhoto } from '../useDecodedPhoto';
import type { SourcePhoto } from '../useImageUploads';
import { useIncomingImages } from '../useIncomingImages';
import { CropRatios } from './CropRatios';
import { CropStage } from './CropStage';
import styles from './EditPhotoDialog.module.css';

interface EditPhotoDialogProps {
  source: SourcePhoto;
  onClose: () => void;
  /** Gets the edited photo, or the original file if nothing is changed. */
  onDone: (file: File, edit: PhotoEdit) => void;
}

export function EditPhotoDialog(props: EditPhotoDialogProps) {
  // The form would put them beside or in place of the photo that is being edited.
  useIncomingImages(() => undefined);
  return (
    <Dialog title={laterText.photoEditor.title} size="large" onClose={props.onClose}>
      <PhotoEditor {...props} />
    </Dialog>
  );
}

function PhotoEditor({ source, onClose, onDone }: EditPhotoDialogProps) {
  const { photo, failed } = useDecodedPhoto(source.original);
  const [edit, setEdit] = useState(source.edit);
  const [rendering, setRendering] = useState<'no' | 'busy' | 'failed'>('no');
  useUnsavedInput(edit !== source.edit);
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);

  const render = async (decoded: ImageBitmap) => {
    setRendering('busy');
    try {
      const file = await renderPhoto(decoded, edit, source.original);
      // The user may have cancelled meanwhile.
      if (open.current) onDone(file, edit);
    } catch {
      setRendering('failed');
    }
  };
  const done = () => {
    if (!photo || rendering === 'busy') return;
    if (edit === source.edit) onClose();
    else if (isUnedited(edit)) onDone(source.original, UNEDITED);
    else void render(photo);
  };
  const { actions, photoEditor } = laterText;

  if (failed || rendering === 'failed') {
    return (
      <div className={styles.failure}>
        <p role="alert">{photoEditor.failed}</p>
        <button type="button" className="button" onClick={onClose}>
          {text.actions.close}
        </button>
      </div>
    );
  }
  if (!photo) return <Skeleton label={text.actions.loading} pieces={[styles.placeholder]} />;

  const size = croppedSize(photo, edit);
  return (
    <div className={styles.editor}>
      <CropStage photo={photo} edit={edit} onEdit={setEdit} />
      <p className={styles.size} role="status">
        {photoEditor.size(size.width, size.height)}
      </p>
      <div className={styles.tools}>
        <div className={styles.rotation}>
          <button type="button" className="button" onClick={() => setEdit(rotate(edit, 'left', photo))}>
            <RotateCcw size={18} aria-hidden="true" />
            {photoEditor.rotateLeft}
          </button>
          <button type="button" className="button" onClick={() => setEdit(rotate(edit, 'right', photo))}>
            <RotateCw size={18} aria-hidden="true" />
            {photoEditor.rotateRight}
          </button>
        </div>
        <CropRatios ratio={edit.ratio} onRatio={(ratio) => setEdit(withRatio(edit, ratio, photo))} />
      </div>
      <div className={styles.actions}>
        <button type="button" className={`button ${styles.reset}`} onClick={() => setEdit(UNEDITED)}>
          {photoEditor.reset}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {actions.cancel}
        </button>
        <button type="button" className="button primary" aria-disabled={rendering === 'busy'} onClick={done}>
          {rendering === 'busy' ? actions.saving : photoEditor.done}
        </button>
      </div>
    </div>
  );
}
