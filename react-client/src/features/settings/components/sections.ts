import { Archive, Bell, KeyRound, Link, Lock, SunMoon, UserRound, UsersRound, type LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { OwnProfile } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { AudienceSettings } from '../../audiences/components/AudienceSettings';
import { GuestLinkSettings } from '../../guestLinks/components/GuestLinkSettings';
import { AccountSettings } from './AccountSettings';
import { AppearanceSettings } from './AppearanceSettings';
import { DataSettings } from './DataSettings';
import { NotificationSettings } from './NotificationSettings';
import { PrivacySettings } from './PrivacySettings';
import { ProfileSettings } from './ProfileSettings';

export interface SettingsSection {
  /** The last part of its address. */
  name: string;
  path: string;
  title: string;
  Icon: LucideIcon;
  Content: ComponentType<{ viewer: OwnProfile }>;
}

const section = (name: string, title: string, Icon: LucideIcon, Content: SettingsSection['Content']): SettingsSection => ({
  name,
  path: `${paths.settings}/${name}`,
  title,
  Icon,
  Content,
});

/** The sections of the settings, each with an address of its own. */
export const SECTIONS: readonly SettingsSection[] = [
  section('profile', laterText.profile.edit, UserRound, ProfileSettings),
  section('account', laterText.settings.account, KeyRound, AccountSettings),
  section('privacy', laterText.settings.privacy, Lock, PrivacySettings),
  section('notifications', text.nav.notifications, Bell, NotificationSettings),
  section('audiences', laterText.audiences.title, UsersRound, AudienceSettings),
  section('guest-links', laterText.guestLinks.title, Link, GuestLinkSettings),
  section('appearance', laterText.settings.appearance, SunMoon, AppearanceSettings),
  section('data', laterText.settings.data, Archive, DataSettings),
];
