import { Link } from 'lucide-react';
import { useRef } from 'react';
import { LoadMore } from '../../../components/LoadMore';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { laterText } from '../../../lib/text/later';
import { useGuestLinks } from '../api/guestLinks';
import { GuestLinkRow } from './GuestLinkRow';
import styles from './GuestLinkSettings.module.css';

/** The viewer's guest links, which they can revoke. */
export function GuestLinkSettings() {
  const links = useGuestLinks();
  const list = useRef<HTMLUListElement>(null);
  const focusLink = (index: number) => list.current?.children[index]?.querySelector('button')?.focus();
  return (
    <section className={`card ${styles.links}`} aria-label={laterText.guestLinks.title}>
      <QueryContent
        query={links}
        failed={laterText.guestLinks.failed}
        skeleton={<Skeleton label={laterText.guestLinks.loading} pieces={[styles.placeholder]} />}
      >
        {(all) =>
          all.length === 0 ? (
            <Notice icon={<Link size={28} strokeWidth={1.5} />} title={laterText.guestLinks.none}>
              <p>{laterText.guestLinks.noneHelp}</p>
            </Notice>
          ) : (
            <>
              <p className={styles.help}>{laterText.guestLinks.help}</p>
              <ul ref={list}>
                {all.map((link) => (
                  <GuestLinkRow key={link.id} link={link} />
                ))}
              </ul>
              <LoadMore list={links} labels={laterText.guestLinks.more} focusItem={focusLink} />
            </>
          )
        }
      </QueryContent>
    </section>
  );
}
