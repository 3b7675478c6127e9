import { Skeleton } from '../../../components/Skeleton';
import styles from './UserListSkeleton.module.css';

export function UserListSkeleton({ label, rows }: { label: string; rows: number }) {
  return <Skeleton label={label} className={styles.rows} pieces={Array<string | undefined>(rows).fill(styles.row)} />;
}
