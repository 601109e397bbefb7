/**
 * All limits except the bounds of fields, which `schema/ingest.graphql` states and `src/generated/bounds.ts` contains.
 * Maximums unless the comment says otherwise.
 */
export const LIMITS = {
  /** Records in one batch. */
  batchRecords: 500,
  /** Size of a request body after decompression. */
  bodyBytes: 5_242_880,
  /** Values in a JSON body: objects, arrays, texts, numbers and literals, however deep. */
  jsonValues: 100_000,
  /** Fields of a form. */
  formFields: 10_000,
  /** Characters of an Idempotency-Key. */
  idempotencyKeyChars: 255,
  /** Time for which the response to a request with an Idempotency-Key is kept. */
  idempotencyHours: 24,
  /** Length of an X-Request-Id that is kept. */
  traceIdChars: 128,
  /** The length of the rate limit window. */
  rateWindowSeconds: 60,
  /** Default of RATE_LIMIT_PER_MINUTE, per workspace. */
  rateLimitPerMinute: 1000,
  /** Default of ANONYMOUS_LIMIT_PER_MINUTE, per client address without a valid token. */
  anonymousLimitPerMinute: 300,
  /** Minimum length of BOOTSTRAP_TOKEN. */
  bootstrapTokenChars: 16,
  /** Length of an access token that is looked up. */
  tokenChars: 512,
  /** Default of JOB_RETENTION_DAYS. */
  jobRetentionDays: 30,
  /** Default of WEBHOOK_RETENTION_DAYS. */
  webhookRetentionDays: 7,
  /** Default time for which a replaced secret stays valid. */
  secretOverlapHours: 24,
  secretOverlapHoursMax: 8_760,
  /** Secrets of one connector with which a delivery is verified, the newest first. */
  activeSecrets: 5,
  /** Refused deliveries per connector: the newest that are kept, and the number added in one minute. */
  loggedRefusals: 200,
  loggedRefusalsPerMinute: 20,
  /** Time for which the removal of an unknown issue is remembered. */
  removalHours: 24,
  /** Total size of the newest bodies of failed deliveries that are kept per connector. */
  keptFailureBytes: 64 * 1024 * 1024,
  /** Time for which a token is trusted before it is read again. A revocation takes effect everywhere within it. */
  tokenCacheMs: 250,
  /** Records waiting to be written. Further requests are refused with 503. */
  queuedRecords: 20_000,
  /** Records of small requests that are written in one transaction. */
  groupRecords: 500,
  /** Records of a request that is written together with others. */
  groupableRecords: 32,
  /** Size of a batch from which it is stored by a thread of its own on SQLite. */
  threadedBytes: 16_384,
  /** Length of texts that counts as one more record, where records are weighed. */
  textUnitsPerRecord: 8_192,
  /** Weight of the detection state in memory, over all workspaces: a template counts 4, a signature 1. */
  detectorEntries: 400_000,
  /** Default of PATTERN_MIN_ISSUES. */
  patternMinIssues: 2,
  /** Days without a match after which a pattern counts as resolved. */
  patternResolvedDays: 30,
  /** Wait for a database connection before a request is refused with 503. */
  acquireTimeoutMs: 10_000,
  /** Duration of the statements of a transaction before its connection is closed. */
  transactionTimeoutMs: 60_000,
  /** Duration of a statement before its connection is closed. */
  statementTimeoutMs: 15_000,
  /** Attempts of a transaction if the database reports a deadlock or a lock timeout. */
  transactionAttempts: 8,
  /** Time for which a worker owns a workspace without renewing its lease. Each set of jobs renews it. */
  workspaceLeaseMs: 3_000,
  /** Attempts to process a job before it fails. */
  jobAttempts: 5,
  /**
   * Heap of a thread beside the serving one, in MiB. A lower limit of the old generation lets it grow less before it is collected.
   */
  threadHeap: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 24 },
  /** Settled jobs that are kept in memory for polling. */
  cachedJobs: 2_000,
  /** Entries of a page: default and maximum. */
  pageDefault: 25,
  pageMax: 100,
  /** Rows that a filtered page examines with one statement, and in total before it returns what it has found. */
  scanStretchRows: 8_000,
  scanRows: 100_000,
  /** Length of a search text. */
  searchChars: 200,
  /** Total size of long texts (bodies, metadata) that one look-up reads. */
  textBytes: 33_554_432,
  /** Limits of a GraphQL document. Variables are limited only by the size of the body. */
  document: {
    chars: 262_144,
    tokens: 20_000,
    aliases: 100,
    /** Fields and fragments on all levels. */
    selections: 1_000,
    /** Levels of the syntax tree. */
    nesting: 100,
    /** Levels of fields. */
    depth: 15,
    /** Estimated number of values in the response. */
    cost: 300_000,
  },
  /** Length of all documents that are kept prepared, and of a single one. */
  preparedChars: 524_288,
  preparedDocumentChars: 16_384,
  /** Length of a message about a document, because it can quote the document. */
  messageChars: 300,
  /** Jobs queued for one subscriber. */
  queuedJobsPerSubscriber: 1_000,
  /** How often the database is searched for jobs and patterns that subscribers wait for, in case an announcement was lost. */
  relayedRecheckMs: 5_000,
  /** The same while announcements of other processes are not received. */
  unrelayedRecheckMs: 1_000,
  /** Jobs per workspace with subscribers to completed jobs: new ones in one look, unended ones, and remembered ends. */
  followedJobs: 10_000,
  /** Patterns per workspace with subscribers whose figures are compared: those seen last. */
  followedPatterns: 1_000,
  /** Completed jobs or changed patterns that are read together for subscribers. */
  eventsTogether: 200,
  /** Time between the creation of a job's id and the commit after which another process may miss the job at first. */
  lateCommitMs: 15_000,
  /** WebSockets and event streams. */
  sockets: {
    /** Connections per workspace and process. */
    perWorkspace: 10_000,
    /** Concurrent operations of one WebSocket. */
    operationsPerSocket: 100,
    /** Length of the id that a client gives an operation. */
    operationIdChars: 256,
    /** Size of a message from a client. */
    messageBytes: 1_048_576,
    /** Bytes waiting for a client that does not read, before its connection is closed. */
    bufferBytes: 1_048_576,
    /** Time and bytes before a client has authenticated. */
    openingMs: 5_000,
    openingBytes: 16_384,
    /** Interval at which every connection is checked. Connections of a revoked token are closed within it. */
    sweepMs: 1_000,
    /** Sweeps without a message after which a client is pinged, and after which its connection is closed. */
    pingAfterSweeps: 15,
    dropAfterSweeps: 30,
    /** Wait for the close frame of a client. */
    closeMs: 2_000,
  },
  /** What is read of a body after its response was sent, before the connection is closed. */
  discarded: {
    bytes: 8_388_608,
    ms: 5_000,
    /** Declared length up to which the connection is kept for further requests. */
    shortBytes: 65_536,
  },
  /** Time for the headers of a request to arrive. */
  headersTimeoutMs: 15_000,
  /** Time for a whole request to arrive. */
  requestTimeoutMs: 60_000,
  /** Time for which an idle connection is kept: longer than the 60 seconds of common load balancers. */
  keepAliveTimeoutMs: 65_000,
  /** Time for which a stopping server serves its open connections, with `Connection: close` in each response. */
  drainMs: 1_000,
  /** Time for which a stop waits for the last traces to be exported. */
  tracesFlushMs: 2_000,
  /** Wait for the checks of /ready. */
  readyTimeoutMs: 2_000,
} as const;
