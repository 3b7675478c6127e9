import { ImageOff } from 'lucide-react';
import { text } from '../lib/text';
import { Notice } from './Notice';

/** For content that does not exist or that the viewer may not see. It must not tell which of the two. */
export function Unavailable({ title = text.errors.unavailable }: { title?: string }) {
  return (
    <Notice icon={<ImageOff size={28} strokeWidth={1.5} />} title={title} role="alert">
      <p>{text.errors.unavailableHelp}</p>
    </Notice>
  );
}
