import { useEffect, useState } from 'react';
import { MAX_AUDIENCES_OF_POST } from '../../lib/api/laterEndpoints';
import { useDraft } from '../../lib/drafts/useDraft';
import { laterText } from '../../lib/text/later';
import { useAudiences } from './api/audiences';

/** The draft for all followers. Otherwise, it has the ids of audiences. */
const ALL = 'all';

export type AudienceChoice = ReturnType<typeof useAudienceChoice>;

/**
 * Who sees a post or story: all followers, or those in some audiences. Kept as a draft. `initial` is as in `NewPost`, and
 * `error` is why the server refused the last attempt.
 */
export function useAudienceChoice(draft: string, initial: number[] | undefined, error: Error | null) {
  const initialText = initial ? initial.toSorted(ascending).join() || ALL : '';
  const { text, write } = useDraft(`${draft}/audience_ids`, initialText);
  const isForAll = text === ALL;
  const isUntouched = text === initialText;
  const audiences = useAudiences({ enabled: !isForAll });
  const { data, refetch } = audiences;
  const [isRefused, setRefused] = useState(false);

  // An audience may have been deleted in another window.
  useEffect(() => {
    if (error && !isForAll) void refetch();
  }, [error, isForAll, refetch]);

  const kept = isForAll || text === '' ? [] : text.split(',').map(Number);
  const chosen = kept.filter((id) => !data || data.some((audience) => audience.id === id));
  const problem = isForAll || isUntouched ? undefined : problemWith(chosen);

  return {
    isForAll,
    /** Whether the audiences of the post were deleted, so that only its author sees it. */
    isForNobody: isUntouched && text === '',
    audiences,
    chosen,
    problem: isRefused ? problem : undefined,
    /** As in `NewPost`, once `check` has accepted it. */
    ids: isUntouched ? initial : chosen,
    chooseAll: () => write(ALL),
    choose: (ids: number[]) => {
      setRefused(false);
      write(ids.toSorted(ascending).join());
    },
    /** Whether the choice can be sent: without an audience, all followers would see the post. If not, says why. */
    check: () => {
      setRefused(true);
      return problem === undefined;
    },
  };
}

function problemWith({ length }: number[]): string | undefined {
  if (length === 0) return laterText.audiences.choose;
  return length > MAX_AUDIENCES_OF_POST ? laterText.audiences.tooMany(MAX_AUDIENCES_OF_POST) : undefined;
}

function ascending(a: number, b: number): number {
  return a - b;
}
