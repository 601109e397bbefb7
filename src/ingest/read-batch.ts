import { AppError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import { isJsonObject } from '../domain/rules/json-object.js';
import { parseJsonText } from '../domain/rules/json-text.js';

/**
 * Returns the records of a batch.
 * @param body the decompressed body of the request
 * @throws AppError validation_error when it is not JSON or not a batch
 */
export function readBatch(body: Uint8Array): readonly unknown[] {
  const { records } = requireObject(parseJsonText(body));
  const max = LIMITS.batchRecords;
  if (Array.isArray(records) && records.length >= 1 && records.length <= max) return records;
  const sent = Array.isArray(records) ? `; this one has ${records.length}` : '';
  const message = `records must be an array of 1 to ${max} records${sent}`;
  const errors = [{ field: 'records', message, reason: reasonOf(records, max) }];
  throw new AppError('validation_error', message, { details: { errors } });
}

/** Returns the record of an event or source push. @throws AppError validation_error */
export function readRecord(body: Uint8Array): Readonly<Record<string, unknown>> {
  return requireObject(parseJsonText(body));
}

function requireObject(body: unknown): Readonly<Record<string, unknown>> {
  if (isJsonObject(body)) return body;
  throw new AppError('validation_error', 'The body must be a JSON object, such as `{"title": "Disk full"}`.');
}

function reasonOf(records: unknown, max: number): 'missing_field' | 'too_large' | 'invalid_type' {
  if (records === undefined || records === null) return 'missing_field';
  return Array.isArray(records) && records.length > max ? 'too_large' : 'invalid_type';
}
