import { adminText } from '../../../lib/text/admin';
import { webAddress } from '../../../lib/webLink';
import styles from './AdminList.module.css';

const { reports } = adminText;

/**
 * An image that was reported. One of another server loads only on request: that server may belong to the author, who would
 * learn that and when a moderator looks.
 */
export function ReportedImage({ url, place }: { url: string; place: number }) {
  const isOwn = URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin;
  if (isOwn) return <img src={url} alt={reports.image(place)} loading="lazy" className={styles.image} />;
  const address = webAddress(url);
  if (address === undefined) return <p className={styles.main}>{url}</p>;
  return (
    <a href={address} target="_blank" rel="noreferrer" className="text-link">
      {reports.showImage(new URL(address).host)}
    </a>
  );
}
