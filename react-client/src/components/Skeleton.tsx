import styles from './Skeleton.module.css';

interface SkeletonProps {
  /** What is on its way, for those who listen. */
  of: string;
  /** Class names that give each piece its size. */
  pieces: (string | undefined)[];
  className?: string;
}

/** Grey shapes where content is about to be. */
export function Skeleton({ of, pieces, className }: SkeletonProps) {
  return (
    <div className={className} aria-busy="true">
      <span className="visually-hidden">Loading {of}…</span>
      {pieces.map((piece, index) => (
        <span key={index} className={`${styles.piece} ${piece}`} aria-hidden="true" />
      ))}
    </div>
  );
}
