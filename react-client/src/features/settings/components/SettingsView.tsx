import { ChevronLeft } from 'lucide-react';
import { useLayoutEffect } from 'react';
import { Link, useLocation } from 'wouter';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import shared from '../../../components/views.module.css';
import { ViewTitle } from '../../../components/ViewTitle';
import { paths } from '../../../lib/navigation/routes';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { SECTIONS, type SettingsSection } from './sections';
import { SettingsNav } from './SettingsNav';
import styles from './SettingsView.module.css';

/** Where the sections fit beside their list, as in the style sheet. */
const WIDE = '(width >= 48rem)';

/** A section of the settings. Without one, the list of sections on a phone, and the first section on a wide screen. */
export function SettingsView({ params: { section: name } }: { params: { section?: string } }) {
  const section = SECTIONS.find((candidate) => candidate.name === name);
  return section ? <SectionView section={section} /> : <SectionList />;
}

function SectionList() {
  const [, navigate] = useLocation();
  useLayoutEffect(() => {
    if (matchMedia(WIDE).matches) navigate(paths.editProfile, { replace: true });
  }, [navigate]);

  return (
    <div className={`${shared.view} ${shared.narrow}`}>
      <ViewTitle>{laterText.settings.title}</ViewTitle>
      <SettingsNav />
    </div>
  );
}

function SectionView({ section }: { section: SettingsSection }) {
  const currentUser = useCurrentUser();
  return (
    <div className={styles.settings}>
      <SettingsNav current={section} />
      <div className={styles.section}>
        <Link href={paths.settings} className={`text-link ${styles.back}`}>
          <ChevronLeft size={18} aria-hidden="true" />
          {laterText.settings.title}
        </Link>
        <ViewTitle>{section.title}</ViewTitle>
        <QueryContent
          query={currentUser}
          failed={laterText.settings.failed}
          skeleton={<Skeleton label={laterText.settings.loading} pieces={[styles.placeholder]} />}
        >
          {(viewer) => <section.Content viewer={viewer} />}
        </QueryContent>
      </div>
    </div>
  );
}
