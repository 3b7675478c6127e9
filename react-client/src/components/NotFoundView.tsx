import { Compass } from 'lucide-react';
import { Link } from 'wouter';
import { paths } from '../lib/navigation/routes';
import { laterText } from '../lib/text/later';
import { Notice } from './Notice';
import { ViewTitle } from './ViewTitle';

export function NotFoundView() {
  return (
    <>
      <ViewTitle hidden>{laterText.notFound.title}</ViewTitle>
      <Notice icon={<Compass size={28} strokeWidth={1.5} />} title={laterText.notFound.notice}>
        <p>{laterText.notFound.help}</p>
        <Link href={paths.feed} className="button primary">
          {laterText.actions.toFeed}
        </Link>
      </Notice>
    </>
  );
}
