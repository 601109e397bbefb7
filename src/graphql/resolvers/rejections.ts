import type { Fault, Rejection } from '../../domain/record.js';
import type { RejectedRecordObject } from '../schema/objects/job.js';

/** The first fault decides the message, as in REST; the field is named as the schema names it. */
export function presentRejection({ index, faults }: Rejection): RejectedRecordObject {
  const { field, reason, problem } = faults[0] as Fault;
  return { index, code: 'processing_error', message: `${field ?? 'record'} ${problem}`, reason, field };
}
