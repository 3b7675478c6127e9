import { useState } from 'react';
import type { User } from '../api/types';
import { initials } from '../format';
import styles from './Avatar.module.css';

const TONES = 6;

interface AvatarProps {
  user: User;
  size?: 'small' | 'medium' | 'large' | 'huge';
}

/** A person's picture, or their initials. Decoration: the name always stands beside it. */
export function Avatar({ user, size = 'medium' }: AvatarProps) {
  const source = (size === 'huge' ? user.image_url : null) ?? user.thumb_url;
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
