import { useLocation } from 'wouter';
import { entryState, pageBehind } from './routes';

/** Ways out of a dialog. Both go back in the history where they can, so that Back never reopens what was closed. */
export function useDialogNavigation(): { close: () => void; closeAll: () => void } {
  const [path, navigate] = useLocation();

  const closeAll = () => {
    const distance = entryState(history.state)?.pageDistance ?? 0;
    if (distance > 0) history.go(-distance);
    else navigate(pageBehind(path, history.state), { replace: true });
  };
  return {
    /** Closes this dialog; what it was opened from stays, be it the page or another dialog. */
    close: () => {
      if (entryState(history.state)?.pageDistance) history.back();
      else closeAll();
    },
    /** Closes this dialog and those it was opened from. */
    closeAll,
  };
}
