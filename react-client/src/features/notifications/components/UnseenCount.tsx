import { CountBadge } from '../../../components/CountBadge';
import { text } from '../../../lib/text';
import { useUnseen } from '../api/unseen';

/** How many notifications the viewer has not seen. */
export function UnseenCount() {
  const unseen = useUnseen();
  const count = text.nav.unseen(unseen);
  return unseen > 0 && <CountBadge count={count} label={text.nav.unseenLabel(count)} />;
}
