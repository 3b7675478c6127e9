import type { ReactNode } from 'react';
import shared from '../../../components/views.module.css';
import { ViewTitle } from '../../../components/ViewTitle';
import { FollowTabs } from './FollowTabs';

interface FollowFrameProps {
  title: string;
  /** The path of the view. */
  current: string;
  children: ReactNode;
}

/** What the views of users have in common: a title, and tabs that lead from one to the other. */
export function FollowFrame({ title, current, children }: FollowFrameProps) {
  return (
    <div className={`${shared.view} ${shared.narrow}`}>
      <ViewTitle hidden>{title}</ViewTitle>
      <FollowTabs current={current} />
      {children}
    </div>
  );
}
