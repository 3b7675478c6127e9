import { post } from '../../../lib/api/client';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import type { NewReport } from '../../../lib/api/types';

export type ReportSubject = Pick<NewReport, 'post_id' | 'comment_id' | 'story_id' | 'user_id'>;

export function sendReport(subject: ReportSubject, reason: string): Promise<unknown> {
  return post(laterEndpoints.reports, { ...subject, reason } satisfies NewReport);
}
