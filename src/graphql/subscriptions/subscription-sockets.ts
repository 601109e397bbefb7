import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { handleProtocols, makeServer, type OperationResult, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Admission } from '../../access/admission.js';
import { UnauthorizedError } from '../../access/bearer.js';
import { AppError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { protocolError } from '../../server/protocol-error.js';
import { endWithResponse } from '../../server/raw-response.js';
import type { AllowedOrigins } from '../http/origins.js';
import { FormattedResult } from './formatted-result.js';
import type { OpenConnections } from './open-connections.js';
import { SocketDelivery } from './socket-delivery.js';
import type {
  AdmittedOperation,
  OperationRequest,
  SubscriptionOperations,
} from './subscription-operations.js';
import { CLOSE, SubscriptionSocket } from './subscription-socket.js';

export interface SubscriptionSocketsOptions {
  readonly path: string;
  readonly admission: Pick<Admission, 'identify'>;
  readonly operations: SubscriptionOperations;
  readonly connections: OpenConnections;
  readonly origins: AllowedOrigins;
  readonly logger: Logger;
  /** Time within which a client must send `connection_init`. */
  readonly openingMs?: number;
}

const WEB_SOCKETS = {
  noServer: true,
  clientTracking: false,
  maxPayload: LIMITS.sockets.messageBytes,
  closeTimeout: LIMITS.sockets.closeMs,
  // Compression would be repeated for each socket, although all receive the same text.
  perMessageDeflate: false,
  handleProtocols,
};

interface ConnectionExtra {
  readonly socket: SubscriptionSocket;
}

/** The arguments that `onSubscribe` returns and that graphql-ws passes on to `execute` and `subscribe`. */
interface AdmittedArgs extends ExecutionArgs {
  readonly admitted: AdmittedOperation;
  readonly id: string;
  readonly socket: SubscriptionSocket;
}

/** Operations over WebSockets. ws frames messages and graphql-ws speaks graphql-transport-ws. */
export class SubscriptionSockets {
  private readonly webSockets: WebSocketServer;
  private readonly protocol: Server<ConnectionExtra>;
  /** Sockets that are not admitted yet. */
  private readonly opening = new Set<SubscriptionSocket>();
  private stopping = false;

  constructor(private readonly options: SubscriptionSocketsOptions) {
    this.webSockets = new WebSocketServer(WEB_SOCKETS);
    this.protocol = this.createProtocol();
    this.webSockets.on('wsClientError', (error, raw) => refuseUpgrade(raw, '400 Bad Request', error.message));
  }

  /** Handles an upgrade request: opens a WebSocket or refuses the request with an HTTP response. */
  upgrade(request: IncomingMessage, raw: Duplex, head: Buffer): void {
    raw.on('error', () => raw.destroy());
    const refusal = this.refusalOf(request);
    if (refusal === null)
      this.webSockets.handleUpgrade(request, raw, head, (webSocket) => this.open(webSocket, request));
    else refuseUpgrade(raw, ...refusal);
  }

  /** Refuses new sockets from now on. Admitted ones are closed by `OpenConnections`. */
  stop(): void {
    this.stopping = true;
    for (const socket of this.opening) socket.terminate();
  }

  private refusalOf(request: IncomingMessage): [status: string, message: string] | null {
    const malformed = protocolError(request);
    if (malformed !== undefined) return ['400 Bad Request', malformed.message];
    const [path] = (request.url ?? '').split('?');
    if (path !== this.options.path)
      return ['404 Not Found', `WebSockets are served at ${this.options.path} only.`];
    if (this.stopping) return ['503 Service Unavailable', 'The server is stopping: connect again.'];
    if (!this.options.origins.allow(request))
      return ['403 Forbidden', 'Pages of this origin may not connect: see CORS_ORIGINS.'];
    return null;
  }

  private open(webSocket: WebSocket, request: IncomingMessage): void {
    const { connections, logger } = this.options;
    const socket = new SubscriptionSocket(webSocket, request);
    this.opening.add(socket);
    // After a violation of the protocol, ws also closes the socket with the code for it.
    webSocket.on('error', (error) => logger.debug({ reason: error.message }, 'a WebSocket failed'));
    webSocket.on('pong', () => socket.markHeard());
    const closed = this.protocol.opened(
      {
        protocol: webSocket.protocol,
        send: (message) => socket.send(message),
        close: (code, reason) => socket.close(code ?? CLOSE.internalError, reason ?? ''),
        onMessage: (receive) =>
          webSocket.on('message', (data, isBinary) => {
            socket.markHeard();
            if (isBinary) socket.close(CLOSE.unsupportedData, 'Messages must be JSON, as text');
            else receive(String(data)).catch((error: unknown) => this.closeFailed(socket, error));
          }),
      },
      { socket },
    );
    webSocket.once('close', (code, reason) => {
      this.opening.delete(socket);
      connections.remove(socket);
      closed(code, String(reason)).catch((error: unknown) => this.closeFailed(socket, error));
    });
  }

  private closeFailed(socket: SubscriptionSocket, error: unknown): void {
    // graphql-ws throws a plain error for a message type that only a server may send; the client is at fault.
    if (error instanceof Error && error.message.startsWith('Unexpected message of type')) {
      socket.close(CLOSE.badRequest, 'Invalid message received');
      return;
    }
    this.options.logger.error({ err: error }, 'a message on a WebSocket could not be handled');
    socket.close(CLOSE.internalError, 'Internal server error');
  }

  private createProtocol(): Server<ConnectionExtra> {
    const { operations } = this.options;
    return makeServer<Record<string, unknown>, ConnectionExtra>({
      connectionInitWaitTimeout: this.options.openingMs ?? LIMITS.sockets.openingMs,
      onConnect: ({ extra: { socket }, connectionParams }) => this.admitSocket(socket, connectionParams),
      onSubscribe: ({ extra: { socket }, subscriptions }, id, payload) =>
        this.admitOperation(socket, id, Object.keys(subscriptions).length, payload),
      execute: (args) => admittedArgs(args).admitted.execute(),
      subscribe: (args) => subscribe(admittedArgs(args)),
      onNext: (_context, _id, _payload, _args, result) =>
        result instanceof FormattedResult ? result.formatted : undefined,
      onError: (_context, _id, _payload, errors) =>
        operations.format({ errors, data: null }).formatted.errors ?? [],
    });
  }

  private async admitOperation(
    socket: SubscriptionSocket,
    id: string,
    openOperations: number,
    request: OperationRequest,
  ): Promise<AdmittedArgs | readonly GraphQLError[]> {
    const { operations } = this.options;
    try {
      requireRoom(id, openOperations);
      const admitted = await operations.admit(socket.caller, request);
      if ('errors' in admitted) return admitted.errors;
      const { document } = admitted;
      return {
        schema: operations.schema,
        document,
        operationName: request.operationName,
        admitted,
        id,
        socket,
      };
    } catch (error) {
      if (error instanceof AppError) return [new GraphQLError(error.message, { originalError: error })];
      throw error;
    }
  }

  /** Returns false after closing a socket that is not admitted. */
  private async admitSocket(
    socket: SubscriptionSocket,
    params: Record<string, unknown> | undefined,
  ): Promise<boolean> {
    const { admission, connections } = this.options;
    const request = socket.opening;
    if (request === undefined) throw new Error('the socket was admitted before');
    const authorization = authorizationOf(params) ?? request.headers.authorization;
    try {
      socket.admit(await admission.identify(authorization, request), authorization ?? '');
    } catch (error) {
      socket.close(...closingOf(error));
      return false;
    }
    if (!socket.isOpen) return false;
    if (connections.add(socket)) {
      this.opening.delete(socket);
      return true;
    }
    socket.close(CLOSE.tryAgainLater, 'This workspace has too many open connections; connect again later');
    return false;
  }
}

function admittedArgs(args: ExecutionArgs): AdmittedArgs {
  if (!('admitted' in args)) throw new Error('graphql-ws passed arguments that onSubscribe did not return');
  return args as AdmittedArgs;
}

async function subscribe({ admitted, socket, id }: AdmittedArgs): Promise<Awaited<OperationResult>> {
  const results = await admitted.subscribe();
  return Symbol.asyncIterator in results ? new SocketDelivery(results, socket, id) : results;
}

/** @throws AppError */
function requireRoom(id: string, openOperations: number): void {
  const { operationIdChars, operationsPerSocket } = LIMITS.sockets;
  if (id.length > operationIdChars)
    throw new AppError(
      'validation_error',
      `The id of an operation must have at most ${operationIdChars} characters.`,
    );
  if (openOperations > operationsPerSocket)
    throw new AppError(
      'rate_limited',
      `This connection has ${operationsPerSocket} open operations: complete one first.`,
    );
}

/** Finds the key in any case, because clients write header names in different ways. */
function authorizationOf(params: Record<string, unknown> = {}): string | undefined {
  const name = Object.keys(params).find((key) => key.toLowerCase() === 'authorization');
  const value = name === undefined ? undefined : params[name];
  return typeof value === 'string' ? value : undefined;
}

function closingOf(error: unknown): [code: number, reason: string] {
  if (error instanceof UnauthorizedError) return [CLOSE.forbidden, `Forbidden: ${error.message}`];
  if (error instanceof AppError && error.code !== 'internal_error')
    return [CLOSE.tryAgainLater, error.message];
  throw error;
}

/** Writes an HTTP response by hand: Node creates no ServerResponse for an upgrade request. */
function refuseUpgrade(raw: Duplex, status: string, message: string): void {
  raw.once('finish', () => raw.destroy());
  endWithResponse(raw, { status, contentType: 'text/plain; charset=utf-8', body: message });
}
