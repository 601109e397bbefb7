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

/** Authentication and rate limits, shared by REST and GraphQL. */
export class Admission {
  constructor(private readonly options: AdmissionOptions) {}

  /**
   * Authenticates a request. Failures count against the rate limit of the client's address; requests with a valid token
   * do not. Returns synchronously if the token is cached.
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
   * Counts an unauthenticated request against the rate limit of the client's address.
   * @param what names the requests in the error message: "requests without a valid token"
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

/** The error for a refused request. `what` names the requests: "requests of this workspace". */
export function rateLimited(state: RateState, what: string): AppError {
  const message = `Too many ${what}: the limit is ${state.limit} per minute. Retry after ${state.resetSeconds} s.`;
  return new AppError('rate_limited', message, { retryAfterSeconds: state.resetSeconds });
}
