import { CloudOff } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Notice } from './Notice';

/** Stands in for a view that broke, or whose script could not be loaded, as after an update of the server. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice icon={<CloudOff size={28} strokeWidth={1.5} />} title="This view could not be shown" role="alert">
        <p>Reloading the page usually helps.</p>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          Reload
        </button>
      </Notice>
    );
  }
}
