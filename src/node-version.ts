/** The oldest supported minor version by major version, as `engines` in package.json. */
const OLDEST_MINOR: Readonly<Record<string, number>> = { 20: 19, 22: 12, 24: 0 };

/**
 * Returns why the gateway does not run on a version of Node, or null. Loaded before anything else, by Node versions that
 * cannot load the rest.
 *
 * @param version such as `20.19.0`
 */
export function nodeProblem(version: string): string | null {
  const [major = '', minor = ''] = version.split('.');
  const oldest = OLDEST_MINOR[major];
  if (oldest !== undefined && Number(minor) >= oldest) return null;
  return `The gateway does not run on Node.js ${version}: install 20.19, 22.12 or 24, or a later release of one of these.`;
}
