import { CloudOff } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { text } from '../lib/text';
import { Notice } from './Notice';

/** Replaces a view that threw. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice icon={<CloudOff size={28} strokeWidth={1.5} />} title={text.errors.viewFailed} role="alert">
        <p>{text.errors.viewFailedHelp}</p>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {text.actions.reload}
        </button>
      </Notice>
    );
  }
}
