import { useRef, type SyntheticEvent } from 'react';
import { useAddComment } from '../api/comments';
import { useProfile } from '../api/people';
import type { Post } from '../api/types';
import { LONGEST_TEXT } from '../api/endpoints';
import { useDraft } from '../drafts/useDraft';
import { postName } from '../format';
import styles from './AddComment.module.css';

export function AddComment({ post }: { post: Post }) {
  const field = useRef<HTMLInputElement>(null);
  const author = useProfile().data;
  const draft = useDraft(`comment:${post.id}`);
  const add = useAddComment(post.id, draft.write);
  const text = draft.text.trim();

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    field.current?.focus();
    if (!text || !author) return;
    draft.discard();
    add.mutate({ text, author });
  };

  return (
    <form className={styles.form} onSubmit={submit}>
      <input
        ref={field}
        className={styles.field}
        type="text"
        name="comment"
        placeholder="Add a comment…"
        aria-label={`Add a comment to ${postName(post)}`}
        autoComplete="off"
        enterKeyHint="send"
        maxLength={LONGEST_TEXT}
        value={draft.text}
        onChange={(event) => draft.write(event.target.value)}
      />
      <button type="submit" className={styles.submit} disabled={!text}>
        Post<span className="visually-hidden"> comment</span>
      </button>
    </form>
  );
}
