import { Dialog } from '../../../components/Dialog';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import type { Audience } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useFollowers } from '../../following/api/userLists';
import { useMembers } from '../api/audiences';
import styles from './AudienceDialog.module.css';
import { AudienceForm } from './AudienceForm';

interface AudienceDialogProps {
  /** The audience to edit. Without it, the dialog makes one. */
  audience?: Audience;
  onClose: () => void;
  onSaved: (saved: Audience) => void;
}

/** Makes or edits an audience. Lies over the form of a post or story, and therefore has no address of its own. */
export function AudienceDialog({ audience, onClose, onSaved }: AudienceDialogProps) {
  const followers = useFollowers();
  const members = useMembers(audience);
  const shared = {
    failed: laterText.userLists.failed,
    skeleton: <Skeleton label={laterText.userLists.loadingFollowers} pieces={[styles.placeholder]} />,
  };
  return (
    <Dialog title={audience ? laterText.audiences.editTitle : laterText.audiences.make} onClose={onClose}>
      <QueryContent query={followers} {...shared}>
        {(all) => (
          <QueryContent query={members} {...shared}>
            {(current) => <AudienceForm audience={audience} followers={all} members={current} onSaved={onSaved} />}
          </QueryContent>
        )}
      </QueryContent>
    </Dialog>
  );
}
