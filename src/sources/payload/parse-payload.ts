import { AppError } from '../../domain/errors.js';
import { parseJsonText } from '../../domain/rules/json-text.js';

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/**
 * The payload of a verified body: JSON, whatever its type is called, or a form with the JSON in its field `payload`, as
 * GitHub and Slack can send it. Other forms are what their fields say.
 * @throws AppError validation_error
 */
export function parsePayload(contentType: string | undefined, body: Buffer): unknown {
  if (contentType === undefined || !FORM.test(contentType)) return parseJsonText(body);
  const form = new URLSearchParams(body.toString('utf8'));
  const payload = form.get('payload');
  if (payload !== null) return parseJsonText(Buffer.from(payload, 'utf8'));
  if (form.size === 0) throw new AppError('validation_error', 'The form is empty.');
  return Object.fromEntries(form);
}
