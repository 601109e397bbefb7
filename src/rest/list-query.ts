import { decodeCursor } from '../domain/cursor.js';
import { AppError } from '../domain/errors.js';
import type { IdPrefix } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import type { PageRequest } from '../domain/page.js';
import { parseTimestamp } from '../domain/rules/rfc3339.js';
import { foldName, isBlank } from '../domain/rules/text.js';

/** The parameters of a list's URL: a page, and filters. Each filter may be absent. */
export class ListQuery {
  private readonly parameters: URLSearchParams;

  /**
   * @param url of the request
   * @param filters names of the list's filters
   * @throws AppError validation_error for an unknown parameter, which would otherwise filter nothing
   */
  constructor(url: string, filters: readonly string[]) {
    this.parameters = new URL(url, 'http://localhost').searchParams;
    const known = ['limit', 'cursor', ...filters];
    for (const name of this.parameters.keys())
      if (!known.includes(name)) throw invalid(name.slice(0, 40), `is unknown: use ${known.join(', ')}`);
  }

  page(prefix: IdPrefix): PageRequest {
    const limit = this.text('limit') ?? String(LIMITS.pageDefault);
    const cursor = this.text('cursor');
    if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > LIMITS.pageMax)
      throw invalid('limit', `must be a whole number from 1 to ${LIMITS.pageMax}`);
    return {
      limit: Number(limit),
      before: cursor === undefined ? null : decodeCursor(prefix, cursor, 'cursor'),
    };
  }

  text(name: string): string | undefined {
    const values = this.parameters.getAll(name);
    if (values.length > 1) throw invalid(name, 'must be sent once');
    return values[0];
  }

  /** Reads names, repeated or separated by commas, in any case. */
  names<T extends string>(name: string, allowed: readonly T[]): T[] | undefined {
    const sent = this.parameters.getAll(name).flatMap((value) => value.split(','));
    if (sent.length === 0) return undefined;
    return sent.map((value) => {
      const found = allowed.find((candidate) => candidate === foldName(value));
      if (found === undefined) throw invalid(name, `must be one or several of ${allowed.join(', ')}`);
      return found;
    });
  }

  /** Reads an instant as epoch milliseconds. */
  instant(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const instant = parseTimestamp(text);
    if (Number.isNaN(instant))
      throw invalid(name, 'must be an RFC 3339 date and time with an offset, such as 2026-06-14T14:35:00Z');
    return instant;
  }

  /** Reads a number from 0 to 1. */
  share(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const share = /^(?:0|1|[01]?\.\d{1,15})$/.test(text) ? Number(text) : Number.NaN;
    if (!(share >= 0 && share <= 1)) throw invalid(name, 'must be a number from 0 to 1');
    return share;
  }

  search(): string | undefined {
    const search = this.text('search');
    if (search !== undefined && (isBlank(search) || search.length > LIMITS.searchChars))
      throw invalid('search', `must have 1 to ${LIMITS.searchChars} characters and must not be blank`);
    return search;
  }
}

function invalid(field: string, problem: string): AppError {
  const message = `${field} ${problem}`;
  return new AppError('validation_error', message, {
    details: { errors: [{ field, message, reason: 'invalid_format' }] },
  });
}
