import { ArrowUp } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { laterText } from '../../../lib/text/later';
import { useFeed } from '../../feed/api/feed';
import { useRefreshFeed } from '../../feed/api/useRefreshFeed';
import styles from './NewPosts.module.css';

interface NewPostsProps {
  /** The first post that the feed has on the server. */
  newestId: number;
  onShown: () => void;
}

/** Offers to load the feed again, if it does not show the newest post yet. */
export function NewPosts({ newestId, onShown }: NewPostsProps) {
  const { data, isFetching } = useFeed();
  const refresh = useRefreshFeed();
  const isShown = data?.some(({ id }) => id === newestId) ?? false;

  const tellShown = useEffectEvent(onShown);
  useEffect(() => {
    if (isShown) tellShown();
  }, [isShown]);

  if (!data || isFetching || isShown) return null;
  const show = () => {
    scrollTo({ top: 0 });
    void refresh();
    onShown();
  };
  return (
    <button type="button" className={`button primary ${styles.button}`} onClick={show}>
      <ArrowUp size={18} aria-hidden="true" />
      {laterText.live.newPosts}
    </button>
  );
}
