import { useLayoutEffect } from 'react';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { useAsking } from '../../../components/useAsking';
import { focusViewTitle } from '../../../components/ViewTitle';
import { adminText } from '../../../lib/text/admin';
import { useActions, type Action } from './ConfirmedActions';

interface ActionButtonProps<Answer> {
  action: Action<Answer>;
  /** Asked first. */
  question?: string;
  /** The label of the button that confirms, if it is another one. */
  confirm?: string;
  /** For screen readers, where the label does not say enough. */
  name?: string;
  isDisabled?: boolean;
  className?: string;
  children: string;
}

/** A button that acts, unless another action runs. The title of the view gets its focus if it disappears. */
export function ActionButton<Answer>(props: ActionButtonProps<Answer>) {
  const { action, question, name, isDisabled = false, className = 'button', children } = props;
  const { act, isActing } = useActions();
  const { asking, setAsking, button } = useAsking();
  const cannotAct = isActing || isDisabled;

  useLayoutEffect(
    () => () => {
      if (button.current && button.current === document.activeElement) focusViewTitle();
    },
    [button],
  );

  if (asking && question !== undefined) {
    return (
      <InlineConfirm
        question={question}
        confirm={props.confirm ?? children}
        keep={adminText.cancel}
        onConfirm={() => {
          setAsking(false);
          act(action);
        }}
        onKeep={() => setAsking(false)}
      />
    );
  }
  const onClick = () => {
    if (cannotAct) return;
    if (question === undefined) act(action);
    else setAsking(true);
  };
  return (
    <button type="button" ref={button} className={className} aria-label={name} aria-disabled={cannotAct} onClick={onClick}>
      {children}
    </button>
  );
}
