/** Gets a small text over HTTPS. @throws Error for anything but a 200 */
export type HttpGet = (url: string) => Promise<string>;

const TIMEOUT_MS = 5_000;
const BYTES_MAX = 65_536;

/** Follows no redirects, because only the address itself was checked. */
export const httpGet: HttpGet = async (url) => {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`the response has the status ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > BYTES_MAX) throw new Error('the response is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
