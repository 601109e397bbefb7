import { AppError } from '../errors.js';
import { fitsLength, isBlank } from './text.js';

/*
 * Readers of connector settings. Absent and null settings have their defaults.
 */

export function textOf(name: string, sent: unknown, max: number): string | null {
  if (sent === undefined || sent === null) return null;
  if (typeof sent === 'string' && !isBlank(sent) && fitsLength(sent, max)) return sent.trim();
  throw wrong(`${name} must be a text of 1 to ${max} characters`);
}

export function flagOf(name: string, sent: unknown): boolean {
  if (sent === undefined || sent === null) return false;
  if (typeof sent === 'boolean') return sent;
  throw wrong(`${name} must be true or false`);
}

/** The error for an invalid setting; the message names the accepted form. */
export function wrong(message: string): AppError {
  return new AppError('validation_error', message);
}
