import { AskingButton } from '../../../components/AskingButton';
import { focusViewTitle } from '../../../components/ViewTitle';
import type { Audience } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useDeleteAudience } from '../api/audiences';

/** Deletes an audience, after a question. */
export function DeleteAudience({ audience: { id, name } }: { audience: Audience }) {
  const { mutate: deleteAudience, isPending } = useDeleteAudience(id, focusViewTitle);
  return (
    <AskingButton
      label={laterText.audiences.delete}
      name={laterText.audiences.deleteNamed(name)}
      question={laterText.audiences.deleteQuestion}
      isPending={isPending}
      onConfirm={deleteAudience}
    />
  );
}
