import { useState } from 'react';
import type { Person } from '../api/types';
import { initials } from '../format';
import { avatarSource } from '../pictures';
import styles from './Avatar.module.css';

const TONES = 6;

interface AvatarProps {
  user: Person;
  size?: 'small' | 'medium' | 'large' | 'huge';
}

/** A person's picture, or their initials. Decoration: the name always stands beside it. */
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
