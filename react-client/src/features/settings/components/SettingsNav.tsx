import { Braces, LogOut, Scale, Shield } from 'lucide-react';
import { Link } from 'wouter';
import { forgetViewer } from '../../session/lastViewer';
import { showOnIcon } from '../../notifications/api/badge';
import { discardAllDrafts } from '../../../lib/drafts/draftStore';
import { laterText } from '../../../lib/text/later';
import { useService } from '../../service/api/service';
import { useCurrentUser } from '../../session/api/currentUser';
import { SECTIONS, type SettingsSection } from './sections';
import styles from './SettingsNav.module.css';

/** What this tab keeps of the user. The service worker deletes the rest. */
function forgetUser(): void {
  discardAllDrafts();
  void showOnIcon(0);
  forgetViewer();
}

/** The sections of the settings, and what else belongs to the account. */
export function SettingsNav({ current }: { current?: SettingsSection }) {
  const role = useCurrentUser().data?.role;
  const hasRules = useService().data?.has_rules;
  return (
    <nav aria-label={laterText.settings.title}>
      <ul>
        {SECTIONS.map((section) => (
          <li key={section.name}>
            <Link href={section.path} className={styles.link} aria-current={section === current ? 'page' : undefined}>
              <section.Icon size={20} aria-hidden="true" />
              {section.title}
            </Link>
          </li>
        ))}
      </ul>
      <ul className={styles.others}>
        {role !== undefined && role !== 'member' && (
          <li>
            <Link href="/admin" className={styles.link}>
              <Shield size={20} aria-hidden="true" />
              {laterText.settings.administration}
            </Link>
          </li>
        )}
        {hasRules && (
          <li>
            <a href="/rules" className={styles.link}>
              <Scale size={20} aria-hidden="true" />
              {laterText.settings.rules}
            </a>
          </li>
        )}
        <li>
          <a href="/api" className={styles.link}>
            <Braces size={20} aria-hidden="true" />
            {laterText.settings.apiExplorer}
          </a>
        </li>
        <li>
          <a href="/logout" className={styles.link} onClick={forgetUser}>
            <LogOut size={20} aria-hidden="true" />
            {laterText.settings.signOut}
          </a>
        </li>
      </ul>
    </nav>
  );
}
