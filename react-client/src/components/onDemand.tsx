import { useEffect, useReducer, useState, type ComponentType, type ReactNode } from 'react';
import { text } from '../lib/text';
import { FailureNotice } from './FailureNotice';

/** A component whose script loads when it is first shown, or when `preload` is called. */
export type OnDemand<Props> = ComponentType<Props> & { preload: () => Promise<void> };

/**
 * Unlike `React.lazy`, renders at once if the script is already there, and loads the script again after a failure. `frame`
 * makes what is shown instead of the component: a placeholder, or the notice about the failure in its place.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  frame: (failure: ReactNode, props: Props) => ReactNode,
): OnDemand<Props> {
  let Loaded: ComponentType<Props> | undefined;

  const preload = async () => {
    Loaded ??= await load();
  };

  function Component(props: Props) {
    const [attempt, tryAgain] = useReducer((attempts: number) => attempts + 1, 0);
    const [failed, setFailed] = useState(0);
    const [, showLoaded] = useReducer((renders: number) => renders + 1, 0);
    useEffect(() => {
      if (!Loaded) preload().then(showLoaded, () => setFailed(attempt + 1));
    }, [attempt]);

    if (Loaded) return <Loaded {...props} />;
    const { notLoaded, notLoadedHelp } = text.errors;
    const failure = <FailureNotice title={notLoaded} help={notLoadedHelp} onRetry={tryAgain} canReload />;
    return frame(failed > attempt ? failure : undefined, props);
  }
  return Object.assign(Component, { preload });
}
