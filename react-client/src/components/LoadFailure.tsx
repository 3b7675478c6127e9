import { CloudOff } from 'lucide-react';
import { text } from '../lib/text';
import { Notice } from './Notice';

/** Says that a part of the client could not be loaded. Reloading helps after an update of the server. */
export function LoadFailure({ onRetry }: { onRetry: () => void }) {
  return (
    <Notice icon={<CloudOff size={28} strokeWidth={1.5} />} title={text.errors.notLoaded} role="alert">
      <p>{text.errors.notLoadedHelp}</p>
      <button type="button" className="button primary" onClick={onRetry}>
        {text.actions.tryAgain}
      </button>
      <button type="button" className="button" onClick={() => location.reload()}>
        {text.actions.reload}
      </button>
    </Notice>
  );
}
