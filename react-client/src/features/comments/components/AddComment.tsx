import { useRef, type SyntheticEvent } from 'react';
import { MAX_TEXT_LENGTH } from '../../../lib/api/endpoints';
import type { Post } from '../../../lib/api/types';
import { useDraft } from '../../../lib/drafts/useDraft';
import { postName } from '../../../lib/names';
import { text } from '../../../lib/text';
import { useCurrentUser } from '../../session/api/currentUser';
import { useAddComment } from '../api/useAddComment';
import styles from './AddComment.module.css';

export function AddComment({ post }: { post: Post }) {
  const field = useRef<HTMLInputElement>(null);
  const author = useCurrentUser().data;
  const draft = useDraft(`comment:${post.id}`);
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
