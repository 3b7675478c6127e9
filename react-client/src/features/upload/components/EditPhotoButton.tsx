import { Crop } from 'lucide-react';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import { Dialog } from '../../../components/Dialog';
import { onDemand } from '../../../components/onDemand';
import { Skeleton } from '../../../components/Skeleton';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import type { ImageUpload, SourcePhoto } from '../useImageUploads';
import styles from './EditPhotoButton.module.css';

const EditPhotoDialog = onDemand(
  async () => (await import('./EditPhotoDialog')).EditPhotoDialog,
  (failure, { onClose }) => (
    <Dialog title={text.actions.loading} size="large" onClose={onClose}>
      {failure ?? <Skeleton label={text.actions.loading} pieces={[styles.placeholder]} />}
    </Dialog>
  ),
);

/** Opens the editor of a photo that was chosen in this browser. The upload begins anew with the edited photo. */
export function EditPhotoButton({ upload, compact = false }: { upload: ImageUpload; compact?: boolean }) {
  const [editing, setEditing] = useState<SourcePhoto>();
  const { state } = upload;
  if (!('source' in state)) return null;

  const label = laterText.photoEditor.edit;
  return (
    <>
      <button
        type="button"
        className={compact ? 'icon-button' : 'button'}
        title={compact ? label : undefined}
        onClick={() => setEditing(state.source)}
      >
        <Crop size={compact ? 20 : 18} aria-hidden="true" />
        <span className={compact ? 'visually-hidden' : undefined}>{label}</span>
      </button>
      {editing &&
        // Enter in the editor must not send the form.
        createPortal(
          <EditPhotoDialog
            source={editing}
            onClose={() => setEditing(undefined)}
            onDone={(file, edit) => {
              setEditing(undefined);
              upload.start(file, { original: editing.original, edit });
            }}
          />,
          document.body,
        )}
    </>
  );
}
