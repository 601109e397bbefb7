import type { ExecutionResult, FormattedExecutionResult } from 'graphql';

/**
 * An execution result together with the form that clients receive. `JSON.stringify` writes that form, so the protocol
 * libraries can send a result as it is.
 */
export class FormattedResult implements ExecutionResult {
  readonly data: ExecutionResult['data'];
  readonly errors: ExecutionResult['errors'];
  private serialised: Buffer | undefined;

  constructor(
    { data, errors }: ExecutionResult,
    readonly formatted: FormattedExecutionResult,
  ) {
    this.data = data;
    this.errors = errors;
  }

  /** JSON in UTF-8, serialised on first use. Many subscribers share it. */
  get json(): Buffer {
    this.serialised ??= Buffer.from(JSON.stringify(this.formatted));
    return this.serialised;
  }

  toJSON(): FormattedExecutionResult {
    return this.formatted;
  }
}
