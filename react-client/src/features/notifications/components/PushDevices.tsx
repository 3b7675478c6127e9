import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { TimeAgo } from '../../../components/TimeAgo';
import type { PushDevice } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { pushSupport } from '../api/browserPush';
import { usePushDevices, useRemoveDevice, useTurnOnPush } from '../api/pushDevices';
import styles from './PushDevices.module.css';

/** Turns push messages to this browser on and off, and lists the other devices that get them. */
export function PushDevices() {
  const { help, failed, loading } = laterText.notifications.push;
  return (
    <>
      <p className={styles.text}>{help}</p>
      <QueryContent query={usePushDevices()} failed={failed} skeleton={<Skeleton label={loading} pieces={[styles.placeholder]} />}>
        {({ own, others }) => (
          <>
            {own ? <Device device={own} isOwn /> : <TurnOn />}
            {others.length > 0 && (
              <ul className={styles.list} aria-label={laterText.notifications.push.others}>
                {others.map((device) => (
                  <li key={device.id}>
                    <Device device={device} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </QueryContent>
    </>
  );
}

function TurnOn() {
  const { mutate, isPending } = useTurnOnPush();
  const support = pushSupport();
  if (support !== 'possible') return <p className={styles.note}>{laterText.notifications.push.problems[support]}</p>;
  return (
    <button type="button" className={`button ${styles.action}`} aria-disabled={isPending} onClick={() => !isPending && mutate()}>
      {laterText.notifications.push.turnOn}
    </button>
  );
}

function Device({ device, isOwn = false }: { device: PushDevice; isOwn?: boolean }) {
  const { mutate, isPending } = useRemoveDevice(device, isOwn);
  const { here, turnOff, remove, removeName, since, unknown } = laterText.notifications.push;
  const name = device.device || unknown;
  return (
    <div className={styles.device}>
      <span className={styles.name}>
        <span dir="auto">{isOwn ? here : name}</span>
        {device.created_at !== null && (
          <span className={styles.since}>
            {since} <TimeAgo time={device.created_at} />
          </span>
        )}
      </span>
      <button
        type="button"
        className="button"
        aria-label={isOwn ? undefined : removeName(name)}
        aria-disabled={isPending}
        onClick={() => !isPending && mutate()}
      >
        {isOwn ? turnOff : remove}
      </button>
    </div>
  );
}
