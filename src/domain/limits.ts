/**
 * Every number that limits something and is not a bound of one field. The bounds of fields are stated in
 * `schema/ingest.graphql` and generated from there into `src/generated/bounds.ts`.
 */
export const LIMITS = {
  /** Records in one batch. */
  batchRecords: 500,
  /** Bytes of a request body after decompression, inclusive. */
  bodyBytes: 5_242_880,
  /** Characters of an Idempotency-Key. */
  idempotencyKeyChars: 255,
  /** How long a finished request answers its repeats. */
  idempotencyHours: 24,
  /** Characters of a caller's X-Request-Id that is kept. */
  traceIdChars: 128,
  /** Length of the rate limit window. */
  rateWindowSeconds: 60,
  /** Default of RATE_LIMIT_PER_MINUTE, for one workspace. */
  rateLimitPerMinute: 1000,
  /** Default of ANONYMOUS_LIMIT_PER_MINUTE, for one client address without a valid token. */
  anonymousLimitPerMinute: 300,
  /** Shortest BOOTSTRAP_TOKEN. */
  bootstrapTokenChars: 16,
  /** Longest access token that is looked up. */
  tokenChars: 512,
  /** Default of JOB_RETENTION_DAYS. */
  jobRetentionDays: 30,
  /** Default of WEBHOOK_RETENTION_DAYS. */
  webhookRetentionDays: 7,
  /** How long a secret stays valid after another one took its place, unless said otherwise. */
  secretOverlapHours: 24,
  secretOverlapHoursMax: 8_760,
  /** Secrets of one connector that are tried at once, the newest. */
  activeSecrets: 5,
  /** Refused deliveries of one connector that are kept in its log, the newest, and logged in one minute. */
  loggedRefusals: 200,
  loggedRefusalsPerMinute: 20,
  /** Bytes of bodies of one connector's failed deliveries that are kept to be replayed, the newest. */
  keptFailureBytes: 64 * 1024 * 1024,
  /** How long a delivery that only names its sender, and no time, is taken for a retry of the same one. */
  retryWindowMs: 600_000,
  /** How long an authenticated token is trusted before it is read again: the delay of a revocation. */
  tokenCacheMs: 250,
  /** Records that may wait to be written before further requests are refused with 503. */
  queuedRecords: 20_000,
  /** Records written together in one transaction when many small requests wait. */
  groupRecords: 500,
  /** Requests of at most this many records are written together with others. */
  groupableRecords: 32,
  /** Bytes from which on a batch is stored by a thread of its own on SQLite. */
  threadedBytes: 16_384,
  /** Characters of long texts that weigh as much as one record more, where records are counted. */
  textUnitsPerRecord: 8_192,
  /** Weight of the detection state kept in memory, over all workspaces: four for a template, one for a signature. */
  detectorEntries: 400_000,
  /** Default of PATTERN_MIN_ISSUES. */
  patternMinIssues: 2,
  /** Days without a match after which a pattern counts as resolved. */
  patternResolvedDays: 30,
  /** Longest wait for a database connection before a request is refused with 503. */
  acquireTimeoutMs: 10_000,
  /** Longest time for the statements of one transaction before its connection is given up. */
  transactionTimeoutMs: 60_000,
  /** Longest run of one statement before its connection is given up. */
  statementTimeoutMs: 15_000,
  /** Attempts of one transaction when the database reports a deadlock or a lock timeout. */
  transactionAttempts: 8,
  /** How long a runner owns a job without renewing its claim. */
  jobLeaseMs: 10_000,
  /** Attempts of stage 2 before a job fails. */
  jobAttempts: 5,
  /** Jobs one runner claims together. */
  jobsPerClaim: 500,
  /** Records in the jobs that one runner claims together; one job may have more. */
  recordsPerClaim: 1_000,
  /** Settled jobs whose view is kept in memory for polling. */
  cachedJobs: 2_000,
  /** Entries of a page when nobody says how many, and at most. */
  pageDefault: 25,
  pageMax: 100,
  /** Rows that a filtered page looks at with one statement, and in all before it says "go on from here". */
  scanStretchRows: 8_000,
  scanRows: 100_000,
  /** Characters of a text that titles are searched for. */
  searchChars: 200,
  /** Bytes of long texts (bodies, metadata) that one look-up may read. */
  textBytes: 33_554_432,
  /** What a GraphQL document may have. Values belong into variables, which only the body's size limits. */
  document: {
    chars: 262_144,
    tokens: 20_000,
    aliases: 100,
    /** Fields and fragments, wherever they stand. */
    selections: 1_000,
    /** Levels of nodes of the syntax tree. */
    nesting: 100,
    /** Levels of fields. */
    depth: 15,
    /** Values that its answer may have. */
    cost: 300_000,
  },
  /** Characters of documents that are kept prepared, and of the longest one that is. */
  preparedChars: 524_288,
  preparedDocumentChars: 16_384,
  /** Characters of a message about a document, which may quote what was sent. */
  messageChars: 300,
  /** Jobs that may wait to be read by one subscriber. */
  feedItems: 1_000,
  /** How often jobs that are followed are read, in case an announcement was lost. */
  followRecheckMs: 5_000,
  /** WebSockets and event streams that stay open. */
  sockets: {
    /** Of one workspace in this process. */
    perWorkspace: 10_000,
    /** Operations of one WebSocket at the same time. */
    operationsPerSocket: 100,
    /** Characters of the id that a client gives an operation. */
    operationIdChars: 256,
    /** Bytes of one message of a client. */
    messageBytes: 1_048_576,
    /** Bytes that may wait for a client that does not read before it is closed. */
    bufferBytes: 1_048_576,
    /** Time, and bytes of the client, until it has said who it is. */
    openingMs: 5_000,
    openingBytes: 16_384,
    /** Time between two looks at every connection: the delay of a revocation. */
    sweepMs: 1_000,
    /** Silence after which the client is asked whether it is there, and after which it is dropped. */
    pingAfterSweeps: 15,
    dropAfterSweeps: 30,
    /** Longest wait for a client's part of a close. */
    closeMs: 2_000,
  },
  /** Longest time for a request's headers to arrive. */
  headersTimeoutMs: 15_000,
  /** Longest time for a whole request to arrive. */
  requestTimeoutMs: 60_000,
  /** How long an idle connection is kept: longer than the minute that load balancers keep theirs. */
  keepAliveTimeoutMs: 65_000,
  /** How long a stopping server goes on serving connections that are open, each answer asking to close. */
  drainMs: 1_000,
  /** Longest wait for the answers that make up /ready. */
  readyTimeoutMs: 2_000,
} as const;
