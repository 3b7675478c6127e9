import { InlineConfirm } from '../../../components/InlineConfirm';
import { useAsking } from '../../../components/useAsking';
import { focusViewTitle } from '../../../components/ViewTitle';
import type { Audience } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useDeleteAudience } from '../api/audiences';

/** Deletes an audience, after a question. */
export function DeleteAudience({ audience: { id, name } }: { audience: Audience }) {
  const { asking, setAsking, button } = useAsking();
  const { mutate: deleteAudience, isPending } = useDeleteAudience(id, focusViewTitle);
  if (asking) {
    return (
      <InlineConfirm
        question={laterText.audiences.deleteQuestion}
        confirm={laterText.audiences.delete}
        onConfirm={() => {
          setAsking(false);
          deleteAudience();
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
      aria-label={laterText.audiences.deleteNamed(name)}
      aria-disabled={isPending}
      onClick={() => !isPending && setAsking(true)}
    >
      {laterText.audiences.delete}
    </button>
  );
}
