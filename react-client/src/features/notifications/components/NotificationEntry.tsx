import { Shield } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Avatar } from '../../../components/Avatar';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { TimeAgo } from '../../../components/TimeAgo';
import type { Notification } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';
import { useNotices } from '../../reports/api/notices';
import { NoticeDialog } from '../../reports/components/noticeDialogOnDemand';
import { targetOf } from '../target';
import styles from './NotificationEntry.module.css';

const THUMBNAIL_WIDTH = '3rem';

/** What users did, with their photos and that of the post. All of it is one link. */
export function NotificationEntry({ notification }: { notification: Notification }) {
  const { actors, image_url: image, alt_text: altText, text, created_at: time, seen } = notification;
  const target = targetOf(notification);
  const className = `${styles.entry} ${seen ? '' : styles.new}`;
  const content = (
    <>
      <span className={styles.actors}>
        {actors.map((user) => (
          <Avatar key={user.id} user={user} size={actors.length > 1 ? 'small' : 'medium'} />
        ))}
        {actors.length === 0 && <Shield size={24} aria-hidden="true" />}
      </span>
      <span className={styles.text}>
        <span>
          {!seen && <span className="visually-hidden">{laterText.notifications.new}</span>} <Sentence notification={notification} /> <TimeAgo time={time} className={styles.time} />
        </span>
        {text && (
          <span className={styles.quote} dir="auto">
            {text}
          </span>
        )}
      </span>
      {image && (
        <span className={styles.thumbnail}>
          <ResponsiveImage src={image} alt={altText ?? ''} sizes={THUMBNAIL_WIDTH} />
        </span>
      )}
    </>
  );
  return target === undefined ? (
    <NoticeButton className={className}>{content}</NoticeButton>
  ) : (
    <Link href={target} className={className}>
      {content}
    </Link>
  );
}

/** How many users are named if there are more than three. */
const NAMED_OF_MANY = 2;
/** Stands for the users until the sentence is there. No name contains it. */
const GAP = '\n';

function Sentence({ notification: { kind, actors, actors_count: amount } }: { notification: Notification }) {
  const named = actors.slice(0, amount > actors.length ? NAMED_OF_MANY : undefined);
  const [before, after] = laterText.notifications.sentences[kind](GAP, amount).split(GAP);
  return (
    <>
      {before}
      {named.length > 0 && <bdi className={styles.who}>{laterText.notifications.who(named.map(displayName), amount - named.length)}</bdi>}
      {after}
    </>
  );
}

/** Opens the oldest notice of the moderators that the viewer has not acknowledged. */
function NoticeButton({ className, children }: { className: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const notice = useNotices().data?.[0];
  return (
    <>
      <button type="button" className={className} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {children}
      </button>
      {isOpen && notice && <NoticeDialog key={notice.id} notice={notice} onClose={() => setOpen(false)} />}
    </>
  );
}
