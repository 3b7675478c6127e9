import { useState } from 'react';
import type { UserSummary } from '../lib/api/types';
import { initials } from '../lib/names';
import { avatarSource } from '../lib/storedImage';
import styles from './Avatar.module.css';

const TONES = 6;

interface AvatarProps {
  user: UserSummary;
  size?: 'small' | 'medium' | 'large' | 'huge';
}

/** A user's photo, or their initials. Decorative: the name is always beside it. */
export function Avatar({ user, size = 'medium' }: AvatarProps) {
  const source = avatarSource(user, size === 'huge');
  const [brokenSource, setBrokenSource] = useState<string>();
  const className = `${styles.avatar} ${styles[size]}`;

  if (!source || source === brokenSource) {
    return (
      <span className={`${className} ${styles[`tone${user.id % TONES}`]}`} aria-hidden="true">
        {initials(user)}
      </span>
    );
  }
  return (
    <img
      className={className}
      src={source}
      alt=""
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setBrokenSource(source)}
    />
  );
}
