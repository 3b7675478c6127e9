import { useLocation } from 'wouter';
import { entryState, viewBehind } from './routes';

/** Ways to close a dialog. Both go back in the history if possible, so that Back does not reopen it. */
export function useDialogNavigation(): { close: () => void; closeAll: () => void } {
  const [path, navigate] = useLocation();

  const closeAll = () => {
    const distance = entryState(history.state)?.viewDistance ?? 0;
    if (distance > 0) history.go(-distance);
    else navigate(viewBehind(path, history.state), { replace: true });
  };
  return {
    /** Closes this dialog. The view or the dialog that it was opened from stays. */
    close: () => {
      if (entryState(history.state)?.viewDistance) history.back();
      else closeAll();
    },
    /** Closes this dialog and all dialogs that it was opened from. */
    closeAll,
  };
}
