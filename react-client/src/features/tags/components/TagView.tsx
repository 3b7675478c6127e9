import { Hash } from 'lucide-react';
import { NotFoundView } from '../../../components/NotFoundView';
import { Notice } from '../../../components/Notice';
import shared from '../../../components/views.module.css';
import { ViewTitle } from '../../../components/ViewTitle';
import { isTag } from '../../../lib/tag';
import { laterText } from '../../../lib/text/later';
import { PagedPosts } from '../../post/components/PagedPosts';
import { useTaggedPosts } from '../api/taggedPosts';

/** The posts with a tag. */
export function TagView({ tag }: { tag: string }) {
  return isTag(tag) ? <TaggedPosts tag={tag} /> : <NotFoundView />;
}

function TaggedPosts({ tag }: { tag: string }) {
  return (
    <div className={shared.view}>
      <ViewTitle>{`#${tag}`}</ViewTitle>
      <PagedPosts
        list={useTaggedPosts(tag)}
        none={
          <Notice icon={<Hash size={28} strokeWidth={1.5} />} title={laterText.tags.none(tag)}>
            <p>{laterText.tags.noneHelp}</p>
          </Notice>
        }
      />
    </div>
  );
}
