import { ShortForm } from '../../../components/forms/ShortForm';
import { announce } from '../../../lib/announcements';
import type { User } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { useChangeProfile } from '../api/account';
import { ProfilePhoto } from './ProfilePhoto';
import { Section } from './Section';

export function ProfileSettings({ viewer }: { viewer: User }) {
  return (
    <>
      <Section title={laterText.settings.photo}>
        <ProfilePhoto viewer={viewer} />
      </Section>
      <Section title={laterText.settings.name}>
        <Names viewer={viewer} />
      </Section>
    </>
  );
}

function Names({ viewer }: { viewer: User }) {
  const change = useChangeProfile();
  return (
    <ShortForm
      draft="settings/name"
      fields={[
        { name: 'first_name', label: laterText.settings.firstName, autoComplete: 'given-name', initial: viewer.first_name },
        { name: 'last_name', label: laterText.settings.lastName, autoComplete: 'family-name', initial: viewer.last_name },
      ]}
      submit={laterText.settings.saveName}
      submitting={laterText.actions.saving}
      send={change}
      onDone={() => announce(laterText.settings.nameSaved)}
    />
  );
}
