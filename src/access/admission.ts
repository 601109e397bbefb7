import type { IncomingMessage } from 'node:http';
import { AppError } from '../domain/errors.js';
import type { AccessStore, Caller } from './access-store.js';
import { UnauthorizedError } from './bearer.js';
import { addressKey } from './client-address.js';
import type { MemoryRateLimiter, RateLimiter, RateState } from './rate-limiter.js';

export interface AdmissionOptions {
  readonly access: AccessStore;
  readonly workspaceLimiter: RateLimiter;
  readonly addressLimiter: MemoryRateLimiter;
  readonly clientAddress: (request: IncomingMessage) => string;
}

/** Who may come in and how often. Both surfaces ask here, so that they decide alike. */
export class Admission {
  constructor(private readonly options: AdmissionOptions) {}

  /**
   * Who sent this Authorization header. Failures are counted against the client's address; a valid token is never
   * held up by what others at its address do. A known token answers at once, without a promise.
   * @throws (or rejects with) UnauthorizedError; AppError rate_limited, unavailable
   */
  identify(authorization: string | undefined, request: IncomingMessage): Caller | Promise<Caller> {
    try {
      const caller = this.options.access.authenticate(authorization);
      return caller instanceof Promise ? caller.catch((error) => this.refuse(error, request)) : caller;
    } catch (error) {
      return this.refuse(error, request);
    }
  }

  /** Counts `cost` requests of the caller's workspace, unless they do not fit; then none is counted. */
  consume(caller: Pick<Caller, 'workspaceId'>, cost: number): RateState | Promise<RateState> {
    return this.options.workspaceLimiter.consumeTokens(String(caller.workspaceId), cost);
  }

  /**
   * Counts a request that nobody could be made responsible for against its client's address.
   * @param what is counted: "requests without a valid token"
   * @throws AppError rate_limited
   */
  countStranger(request: IncomingMessage, what: string): void {
    const { addressLimiter, clientAddress } = this.options;
    const state = addressLimiter.consumeTokens(addressKey(clientAddress(request)), 1);
    if (!state.allowed) throw rateLimited(state, `${what} from this address`);
  }

  private refuse(error: unknown, request: IncomingMessage): never {
    if (error instanceof UnauthorizedError) this.countStranger(request, 'requests without a valid token');
    throw error;
  }
}

/** The error for a request that `state` does not allow. `what` is counted: "requests of this workspace". */
export function rateLimited(state: RateState, what: string): AppError {
  const message = `Too many ${what}: at most ${state.limit} a minute; repeat after ${state.resetSeconds} s.`;
  return new AppError('rate_limited', message, { retryAfterSeconds: state.resetSeconds });
}
