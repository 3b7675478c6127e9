import { Compass } from 'lucide-react';
import { Link } from 'wouter';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { paths } from '../navigation/routes';

export function NotFoundView() {
  return (
    <>
      <PageTitle hidden>Page not found</PageTitle>
      <Notice icon={<Compass size={28} strokeWidth={1.5} />} title="There is nothing at this address">
        <p>The link may be old or mistyped.</p>
        <Link href={paths.feed} className="button primary">
          Go to your feed
        </Link>
      </Notice>
    </>
  );
}
