import { Component, type ReactNode } from 'react';
import { text } from '../lib/text';
import { FailureNotice } from './FailureNotice';

/** Replaces a view that threw. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <FailureNotice title={text.errors.viewFailed} help={text.errors.viewFailedHelp} canReload />;
  }
}
