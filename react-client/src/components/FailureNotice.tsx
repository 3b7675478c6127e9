import { CloudOff } from 'lucide-react';
import { text } from '../lib/text';
import { Notice } from './Notice';

interface FailureNoticeProps {
  title: string;
  /** Why it failed, or what helps. */
  help: string;
  onRetry?: () => void;
  /** Reloading helps after an update of the server. */
  canReload?: boolean;
}

/** Takes the place of something that failed, and offers another attempt. */
export function FailureNotice({ title, help, onRetry, canReload = false }: FailureNoticeProps) {
  return (
    <Notice icon={<CloudOff size={28} strokeWidth={1.5} />} title={title} role="alert">
      <p>{help}</p>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {text.actions.tryAgain}
        </button>
      )}
      {canReload && (
        <button type="button" className="button" onClick={() => location.reload()}>
          {text.actions.reload}
        </button>
      )}
    </Notice>
  );
}
