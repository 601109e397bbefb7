import type { FastifyReply, onRequestHookHandler } from 'fastify';
import type { Caller } from '../access/access-store.js';
import { type Admission, rateLimited } from '../access/admission.js';
import type { RateState } from '../access/rate-limiter.js';
import type { Scope } from '../access/scopes.js';
import { AppError } from '../domain/errors.js';
import { insufficientScope } from '../server/bearer-challenge.js';
import { rateHeaders } from '../server/rate-headers.js';

/**
 * Admits a request: token, then scope, then rate. Any one of `scopes` is enough; errors name the first one. Every
 * authenticated request counts, whatever its response.
 */
export function admit(admission: Admission, ...scopes: readonly [Scope, ...Scope[]]): onRequestHookHandler {
  return (request, reply, done) => {
    const judge = (state: RateState): void => {
      reply.headers(rateHeaders(state));
      requireScope(request.caller, scopes, reply);
      if (!state.allowed) throw rateLimited(state, 'requests of this workspace');
    };
    const identified = (caller: Caller): undefined | Promise<void> => {
      request.caller = caller;
      const state = admission.consume(caller, 1);
      if (state instanceof Promise) return state.then(judge);
      judge(state);
      return undefined;
    };
    // With a cached token and a limiter in memory nothing is asynchronous, and no promise delays the request.
    try {
      const caller = admission.identify(request.headers.authorization, request.raw);
      const pending = caller instanceof Promise ? caller.then(identified) : identified(caller);
      if (pending === undefined) done();
      else pending.then(() => done(), done);
    } catch (error) {
      done(error as Error);
    }
  };
}

function requireScope(caller: Caller, scopes: readonly [Scope, ...Scope[]], reply: FastifyReply): void {
  if (scopes.some((scope) => caller.scopes.has(scope))) return;
  const [required] = scopes;
  reply.header('www-authenticate', insufficientScope(required));
  throw new AppError('forbidden', `The token lacks the scope ${scopes.join(' or ')}.`, {
    details: { required_scope: required },
  });
}
