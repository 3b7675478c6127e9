import { useLocation } from 'wouter';
import { NotFoundView } from '../components/NotFoundView';
import { onDemand } from '../components/onDemand';
import { Skeleton } from '../components/Skeleton';
import { ViewTitle } from '../components/ViewTitle';
import { viewBehind } from '../lib/navigation/routes';
import { text } from '../lib/text';
import { laterText } from '../lib/text/later';
import styles from './OtherView.module.css';

const ADMIN_PATH = /^\/admin(\/|$)/;

const AdminView = onDemand<{ path: string }>(
  async () => (await import('../features/admin/components/AdminView')).AdminView,
  (failure) => (
    <>
      <ViewTitle hidden>{laterText.settings.administration}</ViewTitle>
      {failure ?? <Skeleton label={text.actions.loading} pieces={[styles.placeholder]} />}
    </>
  ),
);

/** The views of addresses that the first scripts do not know: the administration, which few users open, or none. */
export function OtherView() {
  const [path] = useLocation();
  const view = viewBehind(path, history.state);
  return ADMIN_PATH.test(view) ? <AdminView path={view} /> : <NotFoundView />;
}
