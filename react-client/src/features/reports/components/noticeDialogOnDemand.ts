import { onDemand } from '../../../components/onDemand';

/** The dialog with a notice of the moderators. Few users ever load its script. */
export const NoticeDialog = onDemand(
  async () => (await import('./NoticeDialog')).NoticeDialog,
  () => null,
);
