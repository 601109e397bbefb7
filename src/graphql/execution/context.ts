import DataLoader from 'dataloader';
import type { Caller } from '../../access/access-store.js';
import { UnauthorizedError } from '../../access/bearer.js';
import type { ConnectorStore } from '../../connectors/connector-store.js';
import type { DeliveryStore } from '../../connectors/delivery-store.js';
import type { SecretStore, SecretView } from '../../connectors/secret-store.js';
import type { DeliveryView } from '../../domain/delivery.js';
import type { Connector } from '../../domain/entities/connector.js';
import type { IngestJob } from '../../domain/entities/ingest-job.js';
import type { Pattern } from '../../domain/entities/pattern.js';
import type { IdPage } from '../../domain/page.js';
import type { IngestRequest } from '../../ingest/ingest-request.js';
import type { IssueStore, IssueSummary, IssueTexts } from '../../issues/issue-store.js';
import type { JobStore } from '../../jobs/job-store.js';
import type {
  CountedField,
  PatternCount,
  PatternExamples,
  PatternIssuesRequest,
  PatternLinkView,
  PatternStore,
} from '../../patterns/pattern-store.js';

export interface LoaderStores {
  readonly jobs: JobStore;
  readonly issues: IssueStore;
  readonly patterns: PatternStore;
  readonly connectors: ConnectorStore;
  readonly connectorSecrets: SecretStore;
  readonly deliveries: DeliveryStore;
}

/** The state that the resolvers of one operation share: the caller and the rows that were read. */
export class GraphqlContext {
  private made: Loaders | undefined;
  /** Whether the write is the stored result of an earlier request with the same Idempotency-Key. */
  isReplayed = false;

  constructor(
    /** null without a token, when only introspection is allowed. */
    readonly caller: Caller | null,
    readonly traceId: string,
    private readonly stores: LoaderStores,
    /** Of the only ingest field of the operation. */
    readonly idempotency?: IngestRequest['idempotency'],
  ) {}

  /** @throws UnauthorizedError */
  get workspaceId(): number {
    if (this.caller === null) throw new UnauthorizedError('missing');
    return this.caller.workspaceId;
  }

  /** Created on first use, because many operations need none. */
  get loaders(): Loaders {
    this.made ??= new Loaders(this.workspaceId, this.stores);
    return this.made;
  }

  /** Must be called after a write, so that later fields read the new rows. */
  forgetReads(): void {
    this.made = undefined;
  }
}

/** Batched reads of one workspace: fields that load in the same turn share one statement. */
export class Loaders {
  readonly jobs: DataLoader<string, IngestJob | null>;
  readonly issues: DataLoader<string, IssueSummary | null>;
  readonly issueTexts: DataLoader<string, IssueTexts | null>;
  readonly patterns: DataLoader<string, Pattern | null>;
  readonly patternLinks: DataLoader<string, PatternLinkView | null>;
  readonly patternIssues: DataLoader<PatternIssuesRequest, IdPage>;
  readonly patternExamples: DataLoader<string, PatternExamples | null>;
  readonly patternCounts: Readonly<Record<CountedField, DataLoader<string, readonly PatternCount[] | null>>>;
  readonly connectors: DataLoader<string, Connector | null>;
  /** Load only ids of connectors that `connectors` has found: the secrets are not checked against the workspace. */
  readonly connectorSecrets: DataLoader<string, readonly SecretView[] | null>;
  readonly deliveries: DataLoader<string, DeliveryView | null>;

  constructor(workspaceId: number, stores: LoaderStores) {
    const { jobs, issues, patterns, connectors, connectorSecrets, deliveries } = stores;
    this.jobs = byId((ids) => jobs.findJobs(workspaceId, ids));
    this.issues = byId((ids) => issues.findIssues(workspaceId, ids));
    this.issueTexts = byId((ids) => issues.findTexts(workspaceId, ids));
    this.patterns = byId((ids) => patterns.findPatterns(workspaceId, ids));
    this.patternLinks = byId((ids) => patterns.findLinks(workspaceId, ids));
    this.connectors = byId((ids) => connectors.findConnectors(workspaceId, ids));
    this.connectorSecrets = byId((ids) => connectorSecrets.list(ids));
    this.deliveries = byId((ids) => deliveries.findDeliveries(workspaceId, ids));
    this.patternIssues = new DataLoader((requests) => patterns.listIssueIds(workspaceId, requests), {
      cache: false,
    });
    this.patternExamples = byId((ids) => patterns.findExamples(workspaceId, ids));
    const countsBy = (field: CountedField) => byId((ids) => patterns.countIssues(workspaceId, ids, field));
    this.patternCounts = {
      source: countsBy('source'),
      severity: countsBy('severity'),
      team: countsBy('team'),
    };
  }
}

function byId<T>(
  find: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): DataLoader<string, T | null> {
  return new DataLoader(async (ids) => {
    const found = await find(ids);
    return ids.map((id) => found.get(id) ?? null);
  });
}

/**
 * Loads `ids` in their order, with null for ids that do not exist.
 * @throws the first error of any id
 */
export async function loadAll<T>(
  loader: DataLoader<string, T | null>,
  ids: readonly string[],
): Promise<(T | null)[]> {
  const loaded = await loader.loadMany(ids);
  return loaded.map((item) => {
    if (item instanceof Error) throw item;
    return item;
  });
}
