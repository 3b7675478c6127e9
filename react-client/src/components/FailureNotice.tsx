import { CloudOff } from 'lucide-react';
import { errorText } from '../lib/errorText';
import { text } from '../lib/text';
import { Notice } from './Notice';

interface FailureNoticeProps {
  title: string;
  error: Error | null;
  onRetry: () => void;
}

/** Says that something could not be loaded, and why. */
export function FailureNotice({ title, error, onRetry }: FailureNoticeProps) {
  return (
    <Notice icon={<CloudOff size={28} strokeWidth={1.5} />} title={title} role="alert">
      <p>{error && errorText(error)}</p>
      <button type="button" className="button" onClick={onRetry}>
        {text.actions.tryAgain}
      </button>
    </Notice>
  );
}
