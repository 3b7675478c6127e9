import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useState, type ReactNode } from 'react';
import { Dialog } from '../../../components/Dialog';
import forms from '../../../components/forms/forms.module.css';
import { ShortForm } from '../../../components/forms/ShortForm';
import { announce, announceFailure } from '../../../lib/announcements';
import { ApiError } from '../../../lib/api/client';
import { adminText } from '../../../lib/text/admin';
import { adminKeys, provePassword } from '../api/admin';

interface Action<Answer> {
  run: () => Promise<Answer>;
  /** What to say when it is done. */
  done?: string;
  onDone?: (answer: Answer) => void;
}

type Act = <Answer>(action: Action<Answer>) => void;

const ActContext = createContext<Act | undefined>(undefined);

/** Returns a function that does something, and asks for the password before it if the server wants a proof. */
export function useAct(): Act {
  const act = use(ActContext);
  if (!act) throw new Error('useAct is used outside of ConfirmedActions');
  return act;
}

/** Lets the components in it act, with a dialog that asks for the password when it is needed. */
export function ConfirmedActions({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<() => void>();

  const act: Act = (action) => {
    const attempt = async () => {
      try {
        const answer = await action.run();
        if (action.done !== undefined) announce(action.done);
        action.onDone?.(answer);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'password_proof_needed') {
          setWaiting(() => () => void attempt());
          return;
        }
        if (error instanceof Error) announceFailure(adminText.notDone, error);
      }
      await client.invalidateQueries({ queryKey: adminKeys.all });
    };
    void attempt();
  };

  const proven = () => {
    setWaiting(undefined);
    waiting?.();
  };
  return (
    <ActContext value={act}>
      {children}
      {waiting && <ProofDialog onProven={proven} onClose={() => setWaiting(undefined)} />}
    </ActContext>
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
