import { ImagePlus } from 'lucide-react';
import type { RefObject } from 'react';
import { laterText } from '../../../lib/text/later';
import { FileButton } from './FileButton';

interface AddPhotosButtonProps {
  field?: RefObject<HTMLInputElement | null>;
  onFiles: (files: File[]) => void;
}

export function AddPhotosButton({ field, onFiles }: AddPhotosButtonProps) {
  return (
    <FileButton
      label={laterText.upload.addMore}
      icon={<ImagePlus size={18} aria-hidden="true" />}
      multiple
      field={field}
      onFiles={onFiles}
    />
  );
}
