import type { PoolConnection, PrepareStatementInfo } from 'mysql2';
import type { Parameter } from './engine.js';
import { ExecutePackets, type Packet } from './execute-packet.js';

/** What the driver is given and calls, once. */
export interface ExecuteOptions {
  readonly sql: string;
  readonly values: Parameter[];
  /** Milliseconds. */
  readonly timeout?: number;
  readonly rowsAsArray?: boolean;
}
export type ExecuteCallback = (error: Error | null, result: unknown) => void;

/** What the driver's connection offers to its commands. */
interface CommandConnection {
  writePacket(packet: Packet): void;
  addCommand(command: ExecuteCommand): void;
}

/** The driver's own command for a prepared statement: it sends one packet and reads the answer. */
interface ExecuteCommand {
  readonly statement: { readonly id: number };
  parameters: readonly Parameter[];
  start(packet: unknown, connection: CommandConnection): unknown;
}
type ExecuteClass = new (
  options: ExecuteOptions & { readonly statement: PrepareStatementInfo },
  callback: ExecuteCallback,
) => ExecuteCommand;
type LeanClass = new (packets: DuePackets, ...options: ConstructorParameters<ExecuteClass>) => ExecuteCommand;

const NO_PARAMETERS: readonly Parameter[] = [];

/** Has a connection send packets of ours in the place of the driver's. */
class DuePackets {
  private readonly packets = new ExecutePackets();
  private due: Packet | undefined;

  constructor(connection: CommandConnection) {
    const write = connection.writePacket.bind(connection);
    // On the connection itself, once: an object made from it for each statement would have the engine forget what it
    // learnt of both.
    connection.writePacket = (packet) => {
      const sent = this.due ?? packet;
      this.due = undefined;
      write(sent);
    };
  }

  /** What `send` has the driver write is replaced by this packet. */
  instead<T>(statementId: number, params: readonly Parameter[], send: () => T): T {
    this.due = this.packets.write(statementId, params);
    try {
      return send();
    } finally {
      // It must not take the place of another one, should the driver have written nothing.
      this.due = undefined;
    }
  }
}

/**
 * The prepared statements of one connection to MariaDB. The driver does all but two things: packets are written by
 * `ExecutePackets`, and of a statement no description of its parameters is kept, which is megabytes for thousands of them.
 * MariaDB does not know their types, so there it says nothing.
 */
export class MariadbStatements {
  private readonly packets: DuePackets;
  private readonly prepared = new Map<string, PrepareStatementInfo>();

  constructor(private readonly connection: PoolConnection) {
    this.packets = new DuePackets(commandsOf(connection));
  }

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
    commandsOf(this.connection).addCommand(new Lean(this.packets, { ...options, statement }, callback));
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
      private readonly packets: DuePackets,
      ...options: ConstructorParameters<ExecuteClass>
    ) {
      super(...options);
    }

    /** The driver writes a packet without parameters, which never leaves: ours does. */
    override start(packet: unknown, connection: CommandConnection): unknown {
      const params = this.parameters;
      this.parameters = NO_PARAMETERS;
      return this.packets.instead(this.statement.id, params, () => super.start(packet, connection));
    }
  };
}

function commandsOf(connection: PoolConnection): CommandConnection {
  return connection as unknown as CommandConnection;
}
