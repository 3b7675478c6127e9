import { focusViewTitle } from '../../../components/ViewTitle';
import type { UserSummary } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';
import { useAnswer } from '../api/followRequests';
import styles from './AnswerButtons.module.css';

interface AnswerButtonsProps {
  /** The id of the request. */
  id: number;
  /** The requester. */
  user: UserSummary;
}

/** Accepts or declines a request to follow the viewer. */
export function AnswerButtons({ id, user }: AnswerButtonsProps) {
  const { mutate, isPending } = useAnswer(id, user, focusViewTitle);
  const answer = (accept: boolean) => {
    if (!isPending) mutate(accept);
  };
  const name = displayName(user);
  return (
    <div className={styles.buttons}>
      <button
        type="button"
        className="button primary"
        aria-disabled={isPending}
        aria-label={laterText.followRequests.acceptUser(name)}
        onClick={() => answer(true)}
      >
        {laterText.followRequests.accept}
      </button>
      <button
        type="button"
        className="button"
        aria-disabled={isPending}
        aria-label={laterText.followRequests.declineUser(name)}
        onClick={() => answer(false)}
      >
        {laterText.followRequests.decline}
      </button>
    </div>
  );
}
