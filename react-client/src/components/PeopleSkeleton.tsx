import styles from './PeopleSkeleton.module.css';
import { Skeleton } from './Skeleton';

export function PeopleSkeleton({ of, rows }: { of: string; rows: number }) {
  return <Skeleton of={of} className={styles.rows} pieces={Array<string | undefined>(rows).fill(styles.row)} />;
}
