import styles from './Skeleton.module.css';

interface SkeletonProps {
  /** Says what is being loaded, for screen readers. */
  label: string;
  /** Class names that size each piece. */
  pieces: (string | undefined)[];
  className?: string;
}

/** Grey shapes in the place of content that is being loaded. */
export function Skeleton({ label, pieces, className }: SkeletonProps) {
  return (
    <div className={className} aria-busy="true">
      <span className="visually-hidden">{label}</span>
      {pieces.map((piece, index) => (
        <span key={index} className={`${styles.piece} ${piece}`} aria-hidden="true" />
      ))}
    </div>
  );
}
