import type { ComponentType } from 'react';
import { Link } from 'wouter';
import { NotFoundView } from '../../../components/NotFoundView';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { ViewTitle } from '../../../components/ViewTitle';
import type { OwnProfile } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { useCurrentUser } from '../../session/api/currentUser';
import styles from './AdminView.module.css';
import { AuditLog } from './AuditLog';
import { ConfirmedActions } from './ConfirmedActions';
import { Invitations } from './Invitations';
import { People } from './People';
import { Reports } from './Reports';
import { ServiceSection } from './ServiceSection';
import { Settings } from './Settings';
import { StorageSection } from './StorageSection';

interface AdminSection {
  path: string;
  title: string;
  /** Whether moderators may see it. */
  forModerators: boolean;
  Content: ComponentType<{ viewer: OwnProfile }>;
}

/** The sections of the administration, each with an address of its own. */
const SECTIONS: readonly AdminSection[] = [
  { path: '/admin', title: adminText.people.title, forModerators: true, Content: People },
  { path: '/admin/reports', title: adminText.reports.title, forModerators: true, Content: Reports },
  { path: '/admin/invitations', title: adminText.invites.title, forModerators: false, Content: Invitations },
  { path: '/admin/settings', title: adminText.settings.title, forModerators: false, Content: Settings },
  { path: '/admin/storage', title: adminText.storage.title, forModerators: false, Content: StorageSection },
  { path: '/admin/service', title: adminText.service.title, forModerators: false, Content: ServiceSection },
  { path: '/admin/audit-log', title: adminText.auditLog.title, forModerators: false, Content: AuditLog },
];

/** A section of the administration, for moderators and admins. Other users find nothing at its addresses. */
export function AdminView({ path }: { path: string }) {
  const currentUser = useCurrentUser();
  return (
    <QueryContent
      query={currentUser}
      failed={adminText.failed}
      skeleton={<Skeleton label={adminText.loading} pieces={[styles.placeholder]} />}
    >
      {(viewer) => <Sections viewer={viewer} path={path} />}
    </QueryContent>
  );
}

function Sections({ viewer, path }: { viewer: OwnProfile; path: string }) {
  const allowed = viewer.role === 'member' ? [] : SECTIONS.filter((section) => viewer.role === 'admin' || section.forModerators);
  const section = allowed.find((candidate) => candidate.path === path);
  if (!section) return <NotFoundView />;
  return (
    <div className={styles.admin}>
      <nav aria-label={adminText.title}>
        <ul className={styles.sections}>
          {allowed.map(({ path: address, title }) => (
            <li key={address}>
              <Link href={address} className={styles.link} aria-current={address === path ? 'page' : undefined}>
                {title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <ViewTitle>{section.title}</ViewTitle>
      <ConfirmedActions>
        <section.Content viewer={viewer} />
      </ConfirmedActions>
    </div>
  );
}
