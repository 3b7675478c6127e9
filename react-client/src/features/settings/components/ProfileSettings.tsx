import { ShortForm } from '../../../components/forms/ShortForm';
import { announce } from '../../../lib/announcements';
import type { OwnProfile } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { webAddress } from '../../../lib/webLink';
import { useChangeProfile } from '../api/account';
import { ProfilePhoto } from './ProfilePhoto';
import { Section } from './Section';

/** As the API requires, in characters. */
const MAX_BIO_LENGTH = 500;
const MAX_PRONOUNS_LENGTH = 40;
const MAX_LINK_LENGTH = 300;

export function ProfileSettings({ viewer }: { viewer: OwnProfile }) {
  return (
    <>
      <Section title={laterText.settings.photo}>
        <ProfilePhoto viewer={viewer} />
      </Section>
      <Section title={laterText.settings.profile}>
        <Profile viewer={viewer} />
      </Section>
    </>
  );
}

/** An empty text removes the pronouns, the text about the user or the link. */
function Profile({ viewer }: { viewer: OwnProfile }) {
  const change = useChangeProfile();
  return (
    <ShortForm
      draft="settings/profile"
      fields={[
        { name: 'first_name', label: laterText.settings.firstName, autoComplete: 'given-name', initial: viewer.first_name },
        { name: 'last_name', label: laterText.settings.lastName, autoComplete: 'family-name', initial: viewer.last_name },
        {
          name: 'pronouns',
          label: laterText.settings.pronouns,
          autoComplete: 'off',
          initial: viewer.pronouns ?? '',
          maxLength: MAX_PRONOUNS_LENGTH,
        },
        {
          name: 'bio',
          label: laterText.settings.bio,
          autoComplete: 'off',
          rows: 4,
          initial: viewer.bio ?? '',
          maxLength: MAX_BIO_LENGTH,
        },
        {
          name: 'link',
          label: laterText.settings.link,
          hint: laterText.settings.linkHint,
          type: 'url',
          autoComplete: 'url',
          initial: viewer.link ?? '',
          maxLength: MAX_LINK_LENGTH,
          check: (input) => (input.trim() === '' || webAddress(input.trim()) ? undefined : laterText.settings.badLink),
        },
      ]}
      submit={laterText.settings.saveProfile}
      submitting={laterText.actions.saving}
      send={(texts) => change({ ...texts, link: webAddress(texts.link.trim()) ?? '' })}
      onDone={() => announce(laterText.settings.profileSaved)}
    />
  );
}
