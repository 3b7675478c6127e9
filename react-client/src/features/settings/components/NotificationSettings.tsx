import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import type { NotificationKind, NotificationSettings as Choices, OwnProfile } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useNotificationSettings, useWantedKind } from '../../notifications/api/wantedKinds';
import { PushDevices } from '../../notifications/components/PushDevices';
import styles from './AppearanceSettings.module.css';
import { Section } from './Section';
import shared from './Section.module.css';
import view from './SettingsView.module.css';

const KINDS = Object.keys(laterText.notifications.kinds) as NotificationKind[];

/** Which notifications the viewer gets, and on which devices. Every change is saved at once. */
export function NotificationSettings({ viewer }: { viewer: OwnProfile }) {
  const { settingsTitle, settingsHelp, settingsFailed } = laterText.notifications;
  return (
    <>
    <Section title={laterText.notifications.push.title}>
      <PushDevices />
    </Section>
    <Section title={settingsTitle}>
      <QueryContent
        query={useNotificationSettings()}
        failed={settingsFailed}
        skeleton={<Skeleton label={laterText.settings.loading} pieces={[view.placeholder]} />}
      >
        {(choices) => (
          <ul>
            {KINDS.filter((kind) => kind !== 'report' || viewer.role !== 'member').map((kind) => (
              <li key={kind}>
                <KindSwitch kind={kind} choices={choices} />
              </li>
            ))}
          </ul>
        )}
      </QueryContent>
      <p className={shared.text}>{settingsHelp}</p>
    </Section>
    </>
  );
}

function KindSwitch({ kind, choices }: { kind: NotificationKind; choices: Choices }) {
  const { on, flip } = useWantedKind(kind, choices);
  return (
    <label className={styles.choice}>
      <input type="checkbox" role="switch" checked={on} onChange={flip} />
      {laterText.notifications.kinds[kind]}
    </label>
  );
}
