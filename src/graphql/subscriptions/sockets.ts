import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ExecutionArgs, FormattedExecutionResult, GraphQLError } from 'graphql';
import { handleProtocols, makeServer, type OperationResult, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Admission } from '../../access/admission.js';
import { UnauthorizedError } from '../../access/bearer.js';
import { AppError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { endWithResponse } from '../../server/raw-response.js';
import type { SharedResult } from './fan-out.js';
import type { OpenConnections } from './open-connections.js';
import type { AllowedOrigins } from './origins.js';
import { CLOSE, SubscriptionSocket } from './socket.js';
import { SocketDelivery } from './socket-delivery.js';
import {
  type AdmittedOperation,
  asGraphQLError,
  type OperationRequest,
  type SubscriptionOperations,
} from './subscription-operations.js';

export interface SubscriptionSocketsOptions {
  readonly path: string;
  readonly admission: Pick<Admission, 'identify'>;
  readonly operations: SubscriptionOperations;
  readonly connections: OpenConnections;
  readonly origins: AllowedOrigins;
  readonly logger: Logger;
  /** Time until a client must have said who it is. */
  readonly openingMs?: number;
}

const WEB_SOCKETS = {
  noServer: true,
  clientTracking: false,
  maxPayload: LIMITS.sockets.messageBytes,
  closeTimeout: LIMITS.sockets.closeMs,
  // Each socket would compress a shared message again.
  perMessageDeflate: false,
  handleProtocols,
};

interface Extra {
  readonly socket: SubscriptionSocket;
}

/** What the library hands back when it wants an operation to run. */
interface AdmittedArgs extends ExecutionArgs {
  readonly admitted: AdmittedOperation;
  readonly deliver: (results: AsyncGenerator<SharedResult, void, void>) => SocketDelivery;
}

/**
 * Operations over WebSocket: the protocol graphql-transport-ws is graphql-ws's, the sockets are ws's. Ours is who may
 * come in, what is bounded, and how results are sent.
 */
export class SubscriptionSockets {
  private readonly webSockets: WebSocketServer;
  private readonly protocol: Server<Extra>;
  /** Those whose caller is not known yet. */
  private readonly opening = new Set<SubscriptionSocket>();
  private stopping = false;

  constructor(private readonly options: SubscriptionSocketsOptions) {
    this.webSockets = new WebSocketServer(WEB_SOCKETS);
    this.protocol = this.speak();
    this.webSockets.on('wsClientError', (error, raw) =>
      refuse(raw as Socket, '400 Bad Request', error.message),
    );
  }

  /** Takes over a connection whose request asked for it. Answers those that it will not take. */
  upgrade(request: IncomingMessage, raw: Socket, head: Buffer): void {
    raw.on('error', () => raw.destroy());
    const refusal = this.refusalOf(request);
    if (refusal === null)
      this.webSockets.handleUpgrade(request, raw, head, (webSocket) => this.open(webSocket, request));
    else refuse(raw, ...refusal);
  }

  /** No new ones from now on. Those that were let in are closed with the other connections. */
  stop(): void {
    this.stopping = true;
    for (const socket of this.opening) socket.terminate();
  }

  private refusalOf(request: IncomingMessage): [status: string, message: string] | null {
    const [path] = (request.url ?? '').split('?');
    if (path !== this.options.path)
      return ['404 Not Found', `There is no WebSocket here: connect to ${this.options.path}.`];
    if (this.stopping) return ['503 Service Unavailable', 'The server is stopping: connect again.'];
    if (!this.options.origins.allow(request))
      return ['403 Forbidden', 'Pages of this origin may not connect: see CORS_ORIGINS.'];
    return null;
  }

  private open(webSocket: WebSocket, request: IncomingMessage): void {
    const { connections, logger } = this.options;
    const socket = new SubscriptionSocket(webSocket, request);
    this.opening.add(socket);
    // What does not follow the protocol is closed by the library with the code for it.
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
            if (isBinary) socket.close(CLOSE.unsupportedData, 'Messages are JSON, as text');
            else receive(String(data)).catch((error: unknown) => this.fail(socket, error));
          }),
      },
      { socket },
    );
    webSocket.once('close', (code, reason) => {
      this.opening.delete(socket);
      connections.remove(socket);
      closed(code, String(reason)).catch((error: unknown) => this.fail(socket, error));
    });
  }

  private fail(socket: SubscriptionSocket, error: unknown): void {
    // The library calls a message that has no known type an error; that is the client's.
    if (error instanceof Error && error.message.startsWith('Unexpected message of type')) {
      socket.close(CLOSE.badRequest, 'Invalid message received');
      return;
    }
    this.options.logger.error({ err: error }, 'a message on a WebSocket could not be handled');
    socket.close(CLOSE.internalError, 'Internal server error');
  }

  private speak(): Server<Extra> {
    const { operations } = this.options;
    return makeServer<Record<string, unknown>, Extra>({
      connectionInitWaitTimeout: this.options.openingMs ?? LIMITS.sockets.openingMs,
      onConnect: ({ extra: { socket }, connectionParams }) => this.letIn(socket, connectionParams),
      onSubscribe: ({ extra: { socket }, subscriptions }, id, payload) =>
        this.admit(socket, id, Object.keys(subscriptions).length, payload),
      execute: (args) => (args as AdmittedArgs).admitted.execute() as OperationResult,
      subscribe: (args) => subscribe(args as AdmittedArgs) as OperationResult,
      // Results were formatted where they were made.
      onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
      onError: (_context, _id, _payload, errors) => operations.format({ errors, data: null }).errors ?? [],
    });
  }

  private async admit(
    socket: SubscriptionSocket,
    id: string,
    open: number,
    request: OperationRequest,
  ): Promise<AdmittedArgs | readonly GraphQLError[]> {
    const { operations } = this.options;
    try {
      requireRoom(id, open);
      const admitted = await operations.admit(socket.caller, request);
      if ('errors' in admitted) return admitted.errors;
      return {
        schema: operations.schema,
        document: admitted.document,
        operationName: request.operationName,
        admitted,
        deliver: (results) => new SocketDelivery(results, socket, id),
      };
    } catch (error) {
      if (error instanceof AppError) return [asGraphQLError(error)];
      throw error;
    }
  }

  /** false once the socket has been told why not. */
  private async letIn(
    socket: SubscriptionSocket,
    params: Record<string, unknown> | undefined,
  ): Promise<boolean> {
    const { admission, connections } = this.options;
    const request = socket.opening as IncomingMessage;
    const authorization = authorizationOf(params) ?? request.headers.authorization;
    try {
      socket.admit(await admission.identify(authorization, request), authorization as string);
    } catch (error) {
      socket.close(...closingOf(error));
      return false;
    }
    if (!socket.isOpen) return false;
    if (connections.add(socket)) {
      this.opening.delete(socket);
      return true;
    }
    socket.close(CLOSE.tryAgainLater, 'This workspace has too many connections open; connect again later');
    return false;
  }
}

async function subscribe({
  admitted,
  deliver,
}: AdmittedArgs): Promise<SocketDelivery | FormattedExecutionResult> {
  const results = await admitted.subscribe();
  return Symbol.asyncIterator in results ? deliver(results) : results;
}

/** @throws AppError */
function requireRoom(id: string, open: number): void {
  const { operationIdChars, operationsPerSocket } = LIMITS.sockets;
  if (id.length > operationIdChars)
    throw new AppError(
      'validation_error',
      `The id of an operation must have at most ${operationIdChars} characters.`,
    );
  if (open > operationsPerSocket)
    throw new AppError(
      'rate_limited',
      `This connection has ${operationsPerSocket} operations open: complete one first.`,
    );
}

/** The key in any case: headers are written in many. */
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

/** Answers in HTTP: there is no WebSocket yet. */
function refuse(raw: Socket, status: string, message: string): void {
  raw.once('finish', () => raw.destroy());
  endWithResponse(raw, { status, contentType: 'text/plain; charset=utf-8', body: message });
}
