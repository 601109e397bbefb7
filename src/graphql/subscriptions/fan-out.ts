import type { ExecutionResult } from 'graphql';
import type { Caller } from '../../access/access-store.js';
import type { GraphqlContext } from '../execution/context.js';
import type { PreparedOperation } from '../execution/documents.js';
import { FormattedResult } from './formatted-result.js';

/** A subscription that was admitted. */
export interface SubscriptionRequest {
  readonly caller: Caller;
  readonly query: string;
  readonly operation: PreparedOperation;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

export interface FanOutOptions {
  /** Called anew for each event, because rows that one event read would be stale at the next. */
  readonly contextFor: (caller: Caller) => GraphqlContext;
  readonly format: (result: ExecutionResult) => FormattedResult;
}

/** An operation with everything that its results depend on: the workspace and the scopes of the caller. */
interface SharedOperation {
  readonly key: string;
  readonly request: SubscriptionRequest;
  subscribers: number;
  /** By the event itself: sources give the same object to every subscriber. */
  readonly results: WeakMap<object, Promise<FormattedResult> | FormattedResult>;
}

/**
 * Executes a subscription once for each event and shares the result between all subscribers with the same text,
 * variables, workspace and scopes. Each subscriber has a source stream of its own, so its start, its first event and its
 * end do not depend on the others.
 */
export class FanOut {
  private readonly operations = new Map<string, SharedOperation>();

  constructor(private readonly options: FanOutOptions) {}

  /** Number of different operations with subscribers. */
  get size(): number {
    return this.operations.size;
  }

  /**
   * Returns the results as they come, or the errors that prevent the subscription. `return` of the generator ends it at
   * once, even while `next` is pending.
   */
  async subscribe(
    request: SubscriptionRequest,
  ): Promise<AsyncGenerator<FormattedResult, void, void> | FormattedResult> {
    const { caller, operation, variables } = request;
    const source = await operation.openSource({ contextValue: this.options.contextFor(caller), variables });
    if (!(Symbol.asyncIterator in source)) return this.options.format(source);
    const shared = this.join(request);
    return new SubscriptionResults(
      source[Symbol.asyncIterator](),
      (event) => this.resultOf(shared, event),
      () => this.leave(shared),
    );
  }

  private join(request: SubscriptionRequest): SharedOperation {
    const { caller, operation, variables, query } = request;
    const scopes = [...caller.scopes].sort();
    const name = operation.node.name?.value ?? null;
    const key = JSON.stringify([caller.workspaceId, scopes, name, variables ?? {}, query]);
    const shared = this.operations.get(key) ?? { key, request, subscribers: 0, results: new WeakMap() };
    shared.subscribers += 1;
    this.operations.set(key, shared);
    return shared;
  }

  private leave(shared: SharedOperation): void {
    shared.subscribers -= 1;
    if (shared.subscribers === 0) this.operations.delete(shared.key);
  }

  private resultOf(shared: SharedOperation, event: unknown): Promise<FormattedResult> | FormattedResult {
    const { results } = shared;
    if (typeof event !== 'object' || event === null) return this.execute(shared, event);
    const known = results.get(event);
    if (known !== undefined) return known;
    const executing = this.execute(shared, event);
    results.set(event, executing);
    // A failure stays remembered: it is the same for every subscriber of this event.
    executing.then(
      (result) => results.set(event, result),
      () => undefined,
    );
    return executing;
  }

  private async execute({ request }: SharedOperation, event: unknown): Promise<FormattedResult> {
    const { caller, operation, variables } = request;
    const contextValue = this.options.contextFor(caller);
    const result = await operation.execute({ contextValue, variables, rootValue: event });
    return this.options.format(result);
  }
}

/** The results of one source. A generator function would not do: its `return` waits for the next event. */
class SubscriptionResults implements AsyncGenerator<FormattedResult, void, void> {
  private released = false;

  constructor(
    private readonly source: AsyncIterator<unknown>,
    private readonly resultOf: (event: unknown) => Promise<FormattedResult> | FormattedResult,
    private readonly leave: () => void,
  ) {}

  async next(): Promise<IteratorResult<FormattedResult, void>> {
    try {
      const { done, value } = await this.source.next();
      if (!done) {
        const result = this.resultOf(value);
        return { done: false, value: result instanceof FormattedResult ? result : await result };
      }
    } catch (error) {
      await this.return();
      throw error;
    }
    this.release();
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<FormattedResult, void>> {
    this.release();
    await this.source.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<FormattedResult, void>> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private release(): void {
    if (this.released) return;
    this.released = true;
    this.leave();
  }
}
