import type { Fault, Rejection } from '../../domain/record.js';
import type { RejectedRecordObject } from '../schema/objects/job.js';

/** Presents a rejection by its first fault, as in REST, with the field's GraphQL name. */
export function presentRejection({ index, faults }: Rejection): RejectedRecordObject {
  const { field, reason, problem } = faults[0] as Fault;
  return { index, code: 'processing_error', message: `${field ?? 'record'} ${problem}`, reason, field };
}
