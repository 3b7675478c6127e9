import { AskingButton } from '../../../components/AskingButton';
import { laterText } from '../../../lib/text/later';
import { useRevokeGuestLink } from '../api/guestLinks';

interface RevokeButtonProps {
  /** The id of the link. */
  id: number;
  /** For screen readers, where there are several links. */
  name?: string;
  onGone: () => void;
}

/** Revokes a guest link, after a question. */
export function RevokeButton({ id, name, onGone }: RevokeButtonProps) {
  const { mutate: revoke, isPending } = useRevokeGuestLink(id, onGone);
  const { revoke: label, revokeQuestion: question } = laterText.guestLinks;
  return <AskingButton label={label} name={name} question={question} isPending={isPending} onConfirm={revoke} />;
}
