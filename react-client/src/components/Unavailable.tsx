import { ImageOff } from 'lucide-react';
import { Notice } from './Notice';

/** Takes the place of what is not there, or not for the viewer: which of the two is nobody's business. */
export function Unavailable({ what }: { what: string }) {
  return (
    <Notice icon={<ImageOff size={28} strokeWidth={1.5} />} title={`${what} is not available`} role="alert">
      <p>It may have been deleted, or it is not shared with you.</p>
    </Notice>
  );
}
