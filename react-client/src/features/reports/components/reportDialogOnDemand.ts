import { onDemand } from '../../../components/onDemand';

/** The dialog to report something. Its script, with that of the forms, loads when it opens. */
export const ReportDialog = onDemand(
  async () => (await import('./ReportDialog')).ReportDialog,
  (failure) => failure,
);
