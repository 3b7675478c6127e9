import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useState, type ReactNode } from 'react';
import { Dialog } from '../../../components/Dialog';
import forms from '../../../components/forms/forms.module.css';
import { ShortForm } from '../../../components/forms/ShortForm';
import { announce, announceFailure } from '../../../lib/announcements';
import { ApiError } from '../../../lib/api/client';
import { currentUserKey } from '../../../lib/api/queryKeys';
import { adminText } from '../../../lib/text/admin';
import { adminKeys, provePassword } from '../api/admin';

export interface Action<Answer> {
  run: () => Promise<Answer>;
  /** What to say when it is done. */
  done?: string;
  onDone?: (answer: Answer) => void;
}

interface Actions {
  /** Does something. Asks for the password before it if the server wants a proof. */
  act: <Answer>(action: Action<Answer>) => void;
  /** Whether an action runs, or its changes load. No other begins meanwhile. */
  isActing: boolean;
}

const ActionsContext = createContext<Actions | undefined>(undefined);

export function useActions(): Actions {
  const actions = use(ActionsContext);
  if (!actions) throw new Error('useActions is used outside of ConfirmedActions');
  return actions;
}

/** Lets the components in it act, one action at a time, with a dialog that asks for the password when it is needed. */
export function ConfirmedActions({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [isActing, setActing] = useState(false);
  const [waiting, setWaiting] = useState<() => void>();

  const act: Actions['act'] = (action) => {
    const attempt = async () => {
      setActing(true);
      try {
        const answer = await action.run();
        if (action.done !== undefined) announce(action.done);
        action.onDone?.(answer);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'password_proof_needed') {
          setActing(false);
          setWaiting(() => () => void attempt());
          return;
        }
        if (error instanceof Error) announceFailure(adminText.notDone, error);
      }
      // A refusal may mean that the viewer has another role by now.
      const changed = [adminKeys.all, currentUserKey];
      await Promise.all(changed.map((queryKey) => client.invalidateQueries({ queryKey })));
      setActing(false);
    };
    if (!isActing) void attempt();
  };

  const proven = () => {
    setWaiting(undefined);
    waiting?.();
  };
  return (
    <ActionsContext value={{ act, isActing }}>
      {children}
      {waiting && <ProofDialog onProven={proven} onClose={() => setWaiting(undefined)} />}
    </ActionsContext>
  );
}

function ProofDialog({ onProven, onClose }: { onProven: () => void; onClose: () => void }) {
  return (
    <Dialog title={adminText.proof.title} size="small" onClose={onClose}>
      <div className={forms.form}>
        <p className={forms.hint}>{adminText.proof.help}</p>
        <ShortForm
          fields={[
            {
              name: 'password',
              label: adminText.proof.password,
              type: 'password',
              autoComplete: 'current-password',
              check: (input) => (input === '' ? adminText.proof.missing : undefined),
              errorCodes: ['wrong_password'],
            },
          ]}
          submit={adminText.proof.submit}
          submitting={adminText.proof.submitting}
          send={provePassword}
          onDone={onProven}
        />
      </div>
    </Dialog>
  );
}
