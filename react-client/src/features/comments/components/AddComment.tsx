import { useRef, type RefObject, type SyntheticEvent } from 'react';
import { MAX_TEXT_LENGTH } from '../../../lib/api/endpoints';
import type { Post } from '../../../lib/api/types';
import { useDraft } from '../../../lib/drafts/useDraft';
import { postName } from '../../../lib/names';
import { text } from '../../../lib/text';
import { useCurrentUser } from '../../session/api/currentUser';
import { useAddComment } from '../api/useAddComment';
import { commentDraft } from '../commentDraft';
import styles from './AddComment.module.css';

interface AddCommentProps {
  post: Post;
  /** The text field, for others who move the focus to it. */
  fieldRef?: RefObject<HTMLInputElement | null>;
}

export function AddComment({ post, fieldRef }: AddCommentProps) {
  const ownRef = useRef<HTMLInputElement>(null);
  const field = fieldRef ?? ownRef;
  const author = useCurrentUser().data;
  const draft = useDraft(commentDraft(post.id));
  const add = useAddComment(post.id, draft.write);
  const comment = draft.text.trim();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    field.current?.focus();
    if (!comment || !author) return;
    draft.discard();
    add.mutate({ text: comment, author });
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      <input
        ref={field}
        className={styles.field}
        type="text"
        name="comment"
        placeholder={text.comments.placeholder}
        aria-label={text.comments.addTo(postName(post))}
        autoComplete="off"
        enterKeyHint="send"
        maxLength={MAX_TEXT_LENGTH}
        value={draft.text}
        onChange={(event) => draft.write(event.target.value)}
      />
      <button type="submit" className={styles.submit} disabled={!comment}>
        {text.comments.post}
        <span className="visually-hidden">{text.comments.postComment}</span>
      </button>
    </form>
  );
}
