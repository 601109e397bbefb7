import { AppError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { parseJsonDigits } from '../../domain/rules/json-text.js';

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/**
 * Parses a verified body as JSON, whatever its content type. A form with a field `payload`, as GitHub and Slack can send,
 * contains the JSON in that field; any other form becomes an object of its fields.
 * @param parse reads JSON; by default long integers become texts of their digits, because the mapping can take ids from them
 * @throws AppError validation_error
 */
export function parsePayload(
  contentType: string | undefined,
  body: Buffer,
  parse: (bytes: Uint8Array) => unknown = parseJsonDigits,
): unknown {
  if (contentType === undefined || !FORM.test(contentType)) return parse(body);
  requireFewFields(body);
  const form = new URLSearchParams(body.toString('utf8'));
  const payload = form.get('payload');
  if (payload !== null) return parse(Buffer.from(payload, 'utf8'));
  if (form.size === 0)
    throw new AppError(
      'validation_error',
      'The form is empty: send its fields or a field `payload` with JSON.',
    );
  return Object.fromEntries(form);
}

/** Reading a field takes much longer than reading the same bytes of one long field. */
function requireFewFields(body: Buffer): void {
  let fields = 1;
  for (let at = body.indexOf('&'); at >= 0; at = body.indexOf('&', at + 1)) fields++;
  if (fields > LIMITS.formFields)
    throw new AppError(
      'validation_error',
      `The form has too many fields: send at most ${LIMITS.formFields}.`,
    );
}
