import { LRUCache } from 'lru-cache';
import { And, LessThan, MoreThan } from 'typeorm';
import type { Database } from '../db/database.js';
import { ExternalIdPrefix } from '../domain/entities/external-id-prefix.js';
import { Issue } from '../domain/entities/issue.js';
import { fitsBytes } from '../domain/rules/text.js';
import type { Source } from '../domain/source.js';

/** A repository or project, whose name is a part of the external ids of its issues. */
export interface IssueGroup {
  /** The source's own id of it, which never changes. */
  readonly id: string;
  /** The beginning of the external ids, with its name: `acme/shop#`, `OPS-`. */
  readonly prefix: string;
}

/** An external id as a payload has it. */
export interface GroupedId {
  readonly workspaceId: number;
  readonly source: Source;
  readonly connectorId: string;
  readonly group: IssueGroup;
  /** Begins with the prefix of the group. */
  readonly externalId: string;
  /** The time of the payload in epoch milliseconds. */
  readonly at: number;
}

const CACHED = 10_000;
/** Within this time another process can use the former name for a payload that arrives late. */
const CACHE_MS = 1_000;
const GROUP_ID_BYTES = 255;
const PORTION = 500;

/** Follows the renaming of repositories and projects, so that their issues continue under their new external ids. */
export class PrefixStore {
  private readonly known = new LRUCache<string, ExternalIdPrefix>({ max: CACHED, ttl: CACHE_MS });

  constructor(private readonly database: Database) {}

  /**
   * Returns the external id under which the issue is stored now. If the group has a new name, all its issues are renamed first;
   * a payload from before the renaming gets the newer id.
   */
  async resolve(sent: GroupedId): Promise<string> {
    const { group, externalId, at } = sent;
    if (!fitsBytes(group.id, GROUP_ID_BYTES)) return externalId;
    const known = await this.find(sent);
    if (known?.prefix === group.prefix) return externalId;
    if (known !== null && at <= known.since) return known.prefix + externalId.slice(group.prefix.length);
    if (known !== null) await this.renameIssues(sent, known.prefix);
    await this.store(sent);
    return externalId;
  }

  private async find({ connectorId, group }: GroupedId): Promise<ExternalIdPrefix | null> {
    const key = keyOf(connectorId, group.id);
    const cached = this.known.get(key);
    if (cached !== undefined) return cached;
    const where = { connectorId, groupId: group.id };
    const found = await this.database.read((manager) => manager.findOneBy(ExternalIdPrefix, where));
    if (found !== null) this.known.set(key, found);
    return found;
  }

  private async store({ connectorId, group, at }: GroupedId): Promise<void> {
    const row = { connectorId, groupId: group.id, prefix: group.prefix, since: at };
    await this.database.write(({ manager }) =>
      manager.upsert(ExternalIdPrefix, row, ['connectorId', 'groupId']),
    );
    this.known.set(keyOf(connectorId, group.id), row);
  }

  /** In portions, each in a transaction of its own: a repetition continues where a failed one ended. */
  private async renameIssues(sent: GroupedId, from: string): Promise<void> {
    let after = from;
    for (let moved = PORTION; moved === PORTION; ) {
      const issues = await this.renamePortion(sent, from, after);
      moved = issues.length;
      after = issues[issues.length - 1]?.sentExternalId ?? after;
    }
  }

  private renamePortion(sent: GroupedId, from: string, after: string): Promise<Issue[]> {
    const { workspaceId, source, connectorId, group } = sent;
    return this.database.write(async ({ manager }) => {
      const issues = await manager.find(Issue, {
        select: { workspaceId: true, id: true, sentExternalId: true },
        where: {
          workspaceId,
          source,
          connectorId,
          sentExternalId: And(MoreThan(after), LessThan(endOf(from))),
        },
        order: { sentExternalId: 'ASC' },
        take: PORTION,
      });
      for (const { id, sentExternalId } of issues) {
        const renamed = { sentExternalId: group.prefix + (sentExternalId ?? '').slice(from.length) };
        // Both stay if another issue has the new id already, such as one that was pushed.
        if (await manager.existsBy(Issue, { workspaceId, source, ...renamed })) continue;
        await manager.update(Issue, { workspaceId, id }, renamed);
      }
      return issues;
    });
  }
}

/** The first text that is greater than all that begin with a prefix, which ends with an ASCII character. */
function endOf(prefix: string): string {
  const last = prefix.length - 1;
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
}

function keyOf(connectorId: string, groupId: string): string {
  return `${connectorId} ${groupId}`;
}
