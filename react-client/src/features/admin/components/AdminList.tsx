import { useRef, type ReactNode } from 'react';
import { LoadMore } from '../../../components/LoadMore';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import type { usePagedList } from '../../../lib/api/pagedList';
import { adminText } from '../../../lib/text/admin';
import styles from './AdminList.module.css';

interface AdminListProps<Item extends { id: number }> {
  list: ReturnType<typeof usePagedList<Item>>;
  none: string;
  more: Parameters<typeof LoadMore>[0]['labels'];
  children: (item: Item) => ReactNode;
}

/** A list of cards that loads page by page. */
export function AdminList<Item extends { id: number }>({ list, none, more, children }: AdminListProps<Item>) {
  const element = useRef<HTMLUListElement>(null);
  const focusItem = (index: number) => {
    const item = element.current?.children[index];
    if (item instanceof HTMLElement) item.focus();
  };
  return (
    <QueryContent
      query={list}
      failed={adminText.failed}
      skeleton={<Skeleton label={adminText.loading} pieces={[styles.placeholder]} />}
    >
      {(items) => (
        <>
          {items.length === 0 && <p className={styles.quiet}>{none}</p>}
          <ul ref={element} className={styles.list}>
            {items.map((item) => (
              <li key={item.id} tabIndex={-1} className={`card ${styles.item}`}>
                {children(item)}
              </li>
            ))}
          </ul>
          <LoadMore list={list} labels={more} focusItem={focusItem} />
        </>
      )}
    </QueryContent>
  );
}
