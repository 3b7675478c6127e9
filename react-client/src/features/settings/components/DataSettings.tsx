import { Download } from 'lucide-react';
import { useId } from 'react';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import type { StorageUse } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useStorage } from '../api/account';
import styles from './DataSettings.module.css';
import { Section } from './Section';
import shared from './Section.module.css';

export function DataSettings() {
  return (
    <>
      <Section title={laterText.settings.storage}>
        <Storage />
      </Section>
      <Section title={laterText.settings.dataExport}>
        <p className={shared.text}>{laterText.settings.dataHelp}</p>
        <a href={laterEndpoints.dataExport} download className={`button ${shared.action}`}>
          <Download size={18} aria-hidden="true" />
          {laterText.settings.downloadData}
        </a>
      </Section>
    </>
  );
}

function Storage() {
  const storage = useStorage();
  return (
    <QueryContent
      query={storage}
      failed={laterText.settings.storageFailed}
      skeleton={<Skeleton label={laterText.settings.storageLoading} pieces={[styles.line]} />}
    >
      {(use) => <StorageMeter use={use} />}
    </QueryContent>
  );
}

/** A limit of 0 is always used up. */
const share = (used: number, limit: number) => (limit > 0 ? used / limit : 1);

function StorageMeter({ use }: { use: StorageUse }) {
  const textId = useId();
  // Both limits apply: the meter shows the one that is closer.
  const part = Math.max(share(use.bytes_used, use.bytes_limit), share(use.images_used, use.images_limit));
  return (
    <>
      <p id={textId} className={shared.text}>
        {laterText.settings.storageUse(use.bytes_used, use.bytes_limit, use.images_used, use.images_limit)}
        {part >= 1 && ` ${laterText.settings.storageFull}`}
      </p>
      <meter className={styles.meter} aria-labelledby={textId} max={1} high={0.9} optimum={0} value={Math.min(1, part)} />
    </>
  );
}
