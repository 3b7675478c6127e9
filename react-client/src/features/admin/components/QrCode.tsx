import { encode } from 'uqr';
import styles from './QrCode.module.css';

/** A text as a QR code, for the camera of a phone. Dark on light in both colour schemes, or cameras could not read it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 4 });
  const modules = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges" className={styles.code}>
      <rect width={size} height={size} className={styles.light} />
      <path d={modules.join('')} className={styles.dark} />
    </svg>
  );
}
