import { InlineConfirm } from '../../../components/InlineConfirm';
import { useAsking } from '../../../components/useAsking';
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
  const { asking, setAsking, button } = useAsking();
  const { mutate: revoke, isPending } = useRevokeGuestLink(id, onGone);
  if (asking) {
    return (
      <InlineConfirm
        question={laterText.guestLinks.revokeQuestion}
        confirm={laterText.guestLinks.revoke}
        onConfirm={() => {
          setAsking(false);
          revoke();
        }}
        onKeep={() => setAsking(false)}
      />
    );
  }
  return (
    <button
      type="button"
      ref={button}
      className="button"
      aria-label={name}
      aria-disabled={isPending}
      onClick={() => !isPending && setAsking(true)}
    >
      {laterText.guestLinks.revoke}
    </button>
  );
}
