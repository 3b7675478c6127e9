import styles from './PostGrid.module.css';
import { Skeleton } from './Skeleton';

const TILES = 6;

export function PostGridSkeleton({ label }: { label: string }) {
  return <Skeleton label={label} className={styles.grid} pieces={Array<string | undefined>(TILES).fill(styles.placeholder)} />;
}
