import type { PoolConnection, PrepareStatementInfo } from 'mysql2';
import type { Scalar } from './engine.js';
import { ExecutePackets, type Packet } from './execute-packet.js';

/** What the driver is given and calls, once. */
export interface ExecuteOptions {
  readonly sql: string;
  readonly values: Scalar[];
  /** Milliseconds. */
  readonly timeout?: number;
  readonly rowsAsArray?: boolean;
}
export type ExecuteCallback = (error: Error | null, result: unknown) => void;

/** What the driver's connection offers to its commands. */
interface CommandConnection {
  writePacket(packet: Packet): void;
}
interface CommandQueue {
  addCommand(command: ExecuteCommand): void;
}

/** The driver's own command for a prepared statement: it sends one packet and reads the answer. */
interface ExecuteCommand {
  readonly statement: { readonly id: number };
  parameters: readonly Scalar[];
  _connection: CommandConnection;
  start(packet: unknown, connection: CommandConnection): unknown;
}
type ExecuteClass = new (
  options: ExecuteOptions & { readonly statement: PrepareStatementInfo },
  callback: ExecuteCallback,
) => ExecuteCommand;
type LeanClass = new (
  packets: ExecutePackets,
  ...options: ConstructorParameters<ExecuteClass>
) => ExecuteCommand;

const NO_PARAMETERS: readonly Scalar[] = [];

/**
 * The prepared statements of one connection to MariaDB. The driver does all but two things: packets are written by
 * `ExecutePackets`, and of a statement no description of its parameters is kept, which is megabytes for thousands of them.
 * MariaDB does not know their types, so there it says nothing.
 */
export class MariadbStatements {
  private readonly packets = new ExecutePackets();
  private readonly prepared = new Map<string, PrepareStatementInfo>();

  constructor(private readonly connection: PoolConnection) {}

  execute(options: ExecuteOptions, callback: ExecuteCallback): void {
    const statement = this.prepared.get(options.sql);
    if (statement !== undefined) {
      this.run(statement, options, callback);
      return;
    }
    this.connection.prepare(options.sql, (error, made) => {
      if (error !== null) {
        callback(error, undefined);
        return;
      }
      Object.assign(made, { parameters: [] });
      this.prepared.set(options.sql, made);
      this.run(made, options, callback);
    });
  }

  private run(statement: PrepareStatementInfo, options: ExecuteOptions, callback: ExecuteCallback): void {
    const Lean = leanClass(this.connection);
    const queue = this.connection as unknown as CommandQueue;
    queue.addCommand(new Lean(this.packets, { ...options, statement }, callback));
  }
}

let lean: LeanClass | undefined;

/** The driver does not export its command, but answers one to whoever executes a statement. */
function leanClass(connection: PoolConnection): LeanClass {
  lean ??= leanClassOf(connection.execute('DO 0', () => undefined).constructor as unknown as ExecuteClass);
  return lean;
}

function leanClassOf(Execute: ExecuteClass): LeanClass {
  return class extends Execute {
    constructor(
      private readonly packets: ExecutePackets,
      ...options: ConstructorParameters<ExecuteClass>
    ) {
      super(...options);
    }

    /** The driver writes an empty packet, which never leaves: ours does. */
    override start(packet: unknown, connection: CommandConnection): unknown {
      const params = this.parameters;
      this.parameters = NO_PARAMETERS;
      const writePacket = (): void => connection.writePacket(this.packets.write(this.statement.id, params));
      const next = super.start(packet, Object.create(connection, { writePacket: { value: writePacket } }));
      this._connection = connection;
      return next;
    }
  };
}
