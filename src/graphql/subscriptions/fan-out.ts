import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import type { Caller } from '../../access/access-store.js';
import { NextFrames } from './frames.js';

/** A subscription that was let in. */
export interface Followed {
  readonly caller: Caller;
  readonly query: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

export interface FanOutOptions {
  readonly schema: GraphQLSchema;
  /** Called for each event anew: what one event made it read would be stale at the next. */
  readonly contextFor: (caller: Caller) => unknown;
  readonly format: (result: ExecutionResult) => FormattedExecutionResult;
}

/** What one event comes to for everybody who asked the same. */
export class SharedResult {
  private built: NextFrames | undefined;

  constructor(readonly result: FormattedExecutionResult) {}

  get frames(): NextFrames {
    this.built ??= new NextFrames(JSON.stringify(this.result));
    return this.built;
  }
}

/** What an operation says, with what its answer depends on: the workspace and the scopes of who asks. */
interface SharedOperation {
  readonly key: string;
  readonly followed: Followed;
  followers: number;
  /** By the event itself: sources give all followers the same object. */
  readonly results: WeakMap<object, Promise<SharedResult> | SharedResult>;
}

/**
 * Runs the operation of a subscription once for each event and writes its result once, for all subscribers with the same
 * text, variables, workspace and scopes, instead of once for each. Every subscriber has a source stream of its own, so
 * when it joins, what it sees first and when it ends do not depend on others.
 */
export class FanOut {
  private readonly operations = new Map<string, SharedOperation>();

  constructor(private readonly options: FanOutOptions) {}

  /** Different operations that somebody follows. */
  get size(): number {
    return this.operations.size;
  }

  /** The results as they come, or why there will be none. `return` ends it at once, also while it waits. */
  async subscribe(followed: Followed): Promise<AsyncGenerator<SharedResult, void, void> | ExecutionResult> {
    const source = await createSourceEventStream({
      schema: this.options.schema,
      document: followed.document,
      operationName: followed.operationName,
      variableValues: followed.variables,
      contextValue: this.options.contextFor(followed.caller),
    });
    if (!(Symbol.asyncIterator in source)) return source;
    const operation = this.join(followed);
    return new Results(
      source[Symbol.asyncIterator](),
      (event) => this.resultOf(operation, event),
      () => this.leave(operation),
    );
  }

  private join(followed: Followed): SharedOperation {
    const { caller, operationName, variables, query } = followed;
    const scopes = [...caller.scopes].sort();
    const key = JSON.stringify([caller.workspaceId, scopes, operationName ?? null, variables ?? {}, query]);
    const operation = this.operations.get(key) ?? { key, followed, followers: 0, results: new WeakMap() };
    operation.followers += 1;
    this.operations.set(key, operation);
    return operation;
  }

  private leave(operation: SharedOperation): void {
    operation.followers -= 1;
    if (operation.followers === 0) this.operations.delete(operation.key);
  }

  private resultOf(operation: SharedOperation, event: unknown): Promise<SharedResult> | SharedResult {
    const { results } = operation;
    if (typeof event !== 'object' || event === null) return this.execute(operation, event);
    const known = results.get(event);
    if (known !== undefined) return known;
    const executing = this.execute(operation, event);
    results.set(event, executing);
    // A failure is remembered as well: it is the same for all who are given this event.
    executing.then(
      (result) => results.set(event, result),
      () => undefined,
    );
    return executing;
  }

  private async execute({ followed }: SharedOperation, event: unknown): Promise<SharedResult> {
    const result = await execute({
      schema: this.options.schema,
      document: followed.document,
      operationName: followed.operationName,
      variableValues: followed.variables,
      rootValue: event,
      contextValue: this.options.contextFor(followed.caller),
    });
    return new SharedResult(this.options.format(result));
  }
}

/** The events of a source, each as its result. Not a generator function: its `return` would wait for the next event. */
class Results implements AsyncGenerator<SharedResult, void, void> {
  private left = false;

  constructor(
    private readonly source: AsyncIterator<unknown>,
    private readonly resultOf: (event: unknown) => Promise<SharedResult> | SharedResult,
    private readonly leave: () => void,
  ) {}

  async next(): Promise<IteratorResult<SharedResult, void>> {
    try {
      const { done, value } = await this.source.next();
      if (!done) {
        const result = this.resultOf(value);
        return { done: false, value: result instanceof SharedResult ? result : await result };
      }
    } catch (error) {
      await this.return();
      throw error;
    }
    this.release();
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<SharedResult, void>> {
    this.release();
    await this.source.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<SharedResult, void>> {
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
    if (this.left) return;
    this.left = true;
    this.leave();
  }
}
