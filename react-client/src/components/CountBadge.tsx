import styles from './CountBadge.module.css';

interface CountBadgeProps {
  count: string;
  /** What screen readers say instead. */
  label: string;
}

/** How many of something wait for the viewer. */
export function CountBadge({ count, label }: CountBadgeProps) {
  return (
    <span className={styles.count}>
      <span aria-hidden="true">{count}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
