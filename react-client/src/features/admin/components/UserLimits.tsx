import { useState } from 'react';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import type { AdminUser } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { userActions, useUserLimits } from '../api/admin';
import { ActionButton } from './ActionButton';
import styles from './AdminList.module.css';
import { changedLimits, LimitFields, type LimitInput } from './LimitFields';

const { limits: texts } = adminText;

/** What a user may write per hour and store, and what they have used of it. Loads when it is opened. */
export function UserLimits({ user }: { user: AdminUser }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="text-link" aria-label={texts.of(user.username)}>
        {texts.title}
      </summary>
      {isOpen && <LimitForm user={user} />}
    </details>
  );
}

function LimitForm({ user: { id, username } }: { user: AdminUser }) {
  const limits = useUserLimits(id);
  const [input, setInput] = useState<LimitInput>({});
  return (
    <QueryContent
      query={limits}
      failed={adminText.failed}
      skeleton={<Skeleton label={adminText.loading} pieces={[styles.placeholder]} />}
    >
      {({ limits: list, are_writes_limited: arePerHour }) => (
        <div className={styles.item}>
          <LimitFields limits={list} arePerHour={arePerHour} input={input} onInput={setInput} />
          <div>
            <ActionButton
              name={texts.saveOf(username)}
              isDisabled={Object.keys(input).length === 0}
              action={{
                run: () => userActions.setLimits(id, changedLimits(input)),
                done: texts.done(username),
                onDone: () => setInput({}),
              }}
            >
              {adminText.save}
            </ActionButton>
          </div>
        </div>
      )}
    </QueryContent>
  );
}
