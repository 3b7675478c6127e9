import { useQueryClient } from '@tanstack/react-query';
import { Dialog } from '../../../components/Dialog';
import { newKey } from '../../../lib/api/postOnce';
import { patchPost } from '../../../lib/api/postCache';
import { writeDraft } from '../../../lib/drafts/draftStore';
import type { Change, Entry } from '../../../lib/outbox/entry';
import { sendSoon } from '../../../lib/outbox/sender';
import { deleteEntry, updateEntry } from '../../../lib/outbox/store';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { commentDraft } from '../../comments/commentDraft';
import { withLike } from '../../likes/api/useLike';
import styles from './OutboxDialog.module.css';

interface OutboxDialogProps {
  entries: Entry[];
  onClose: () => void;
}

/** What waits to be sent, in order, and what was refused. The user can discard each change. */
export function OutboxDialog({ entries, onClose }: OutboxDialogProps) {
  return (
    <Dialog title={laterText.outbox.title} onClose={onClose}>
      <div className={styles.outbox}>
        <p className={styles.help}>{entries.length > 0 ? laterText.outbox.help : laterText.outbox.empty}</p>
        <ol className={styles.list}>
          {entries.map((entry) => (
            <OutboxItem key={entry.id} entry={entry} />
          ))}
        </ol>
      </div>
    </Dialog>
  );
}

function OutboxItem({ entry }: { entry: Entry }) {
  const client = useQueryClient();
  const { id, userId, change, failure } = entry;
  const name = nameOf(change);

  const discard = async () => {
    await deleteEntry(id);
    if (change.kind === 'like') patchPost(client, change.postId, (post) => withLike(post, undefined, userId));
  };
  const returnToDraft = async ({ postId, text: comment }: Change & { kind: 'comment' }) => {
    writeDraft(commentDraft(postId), comment);
    await discard();
  };
  const sendAgain = async () => {
    // Under a new key: the server may not know the old one any more.
    await updateEntry(id, (stored) => ({ ...stored, key: newKey(), failure: undefined, firstSentAt: undefined }));
    sendSoon();
  };
  const forEntry = <span className="visually-hidden"> {name}</span>;

  return (
    <li className={styles.item}>
      <p className={styles.name} dir="auto">
        {name}
      </p>
      <p className={failure === undefined ? styles.state : styles.failure}>
        {failure === undefined ? laterText.outbox.waiting : text.errors.withReason(laterText.outbox.failed, failure)}
      </p>
      <div className={styles.actions}>
        {failure !== undefined && (
          <button type="button" className="button" onClick={() => void sendAgain()}>
            {laterText.outbox.sendAgain}
            {forEntry}
          </button>
        )}
        {failure !== undefined && change.kind === 'comment' && (
          <button type="button" className="button" onClick={() => void returnToDraft(change)}>
            {laterText.outbox.useText}
            {forEntry}
          </button>
        )}
        <button type="button" className="button" onClick={() => void discard()}>
          {laterText.outbox.discard}
          {forEntry}
        </button>
      </div>
    </li>
  );
}

function nameOf(change: Change): string {
  switch (change.kind) {
    case 'comment':
      return laterText.outbox.comment(change.text);
    case 'like':
      return laterText.outbox.like(change.name);
    case 'unlike':
      return laterText.outbox.unlike(change.name);
    case 'post':
      return laterText.outbox.post(change.post.caption);
  }
}
