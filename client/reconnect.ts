/** Options for `createClient` of graphql-ws: subscriptions survive any interruption, however long. */
export const RECONNECT = {
  /** By default a client gives up after a few attempts, and does not retry after errors of the network. */
  retryAttempts: Number.POSITIVE_INFINITY,
  shouldRetry: (problem: unknown): boolean => !isRefusal(problem),
  /** Waits 0.5 s at first and up to 10 s later, at random, so that not all clients return at the same moment. */
  retryWait: async (retries: number): Promise<void> => {
    const longestMs = Math.min(500 * 2 ** retries, 10_000);
    await new Promise((resolve) => setTimeout(resolve, longestMs * (0.5 + Math.random() / 2)));
  },
};

/** The gateway closes with 4403 if the token is not valid: connecting again does not help. */
function isRefusal(problem: unknown): boolean {
  return typeof problem === 'object' && problem !== null && 'code' in problem && problem.code === 4403;
}
