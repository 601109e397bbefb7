import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ConnectorStore, ConnectorWithSecret } from '../../connectors/connector-store.js';
import type { DeliveryStore } from '../../connectors/delivery-store.js';
import type { SecretView } from '../../connectors/secret-store.js';
import type { DeliveryOutcome, DeliveryView } from '../../domain/delivery.js';
import { Connector } from '../../domain/entities/connector.js';
import { Issue } from '../../domain/entities/issue.js';
import { AppError } from '../../domain/errors.js';
import { ID_PREFIX } from '../../domain/ids.js';
import { LIMITS } from '../../domain/limits.js';
import type { PageRequest } from '../../domain/page.js';
import { DeliveryOutcomeEnum } from '../../domain/schema/enums.js';
import type { IssueSummary } from '../../issues/issue-store.js';
import type { WebhookService } from '../../webhooks/webhook-service.js';
import type { GraphqlContext } from '../execution/context.js';
import type { ConnectionObject } from '../schema/objects/connection.js';
import {
  ConnectorConnection,
  ConnectorSecretObject,
  ConnectorSecretPayloadObject,
  CreateConnectorInput,
  UpdateConnectorInput,
  WebhookDeliveryConnection,
  WebhookDeliveryObject,
} from '../schema/objects/connector.js';
import { readConnection } from './paging.js';

const HOUR_MS = 3_600_000;

@Resolver(() => Connector)
export class ConnectorResolver {
  constructor(
    private readonly connectors: ConnectorStore,
    private readonly deliveryStore: DeliveryStore,
  ) {}

  @Query(() => Connector, { nullable: true })
  connector(@Arg('id', () => ID) id: string, @Ctx() { loaders }: GraphqlContext): Promise<Connector | null> {
    return loaders.connectors.load(id);
  }

  @Query(() => ConnectorConnection, { name: 'connectors', nullable: true })
  listConnectors(
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() { workspaceId, loaders }: GraphqlContext,
  ): Promise<ConnectionObject<Connector>> {
    const listIds = (page: PageRequest) => this.connectors.listIds(workspaceId, page);
    return readConnection(ID_PREFIX.connector, { first, after }, listIds, loaders.connectors);
  }

  @Mutation(() => ConnectorSecretPayloadObject, { nullable: true })
  createConnector(
    @Arg('input', () => CreateConnectorInput) { source, name, settings, secret }: CreateConnectorInput,
    @Ctx() { workspaceId }: GraphqlContext,
  ): Promise<ConnectorWithSecret> {
    return this.connectors.createConnector({
      workspaceId,
      source,
      name,
      settings: settings ?? undefined,
      secret: secret ?? undefined,
    });
  }

  @Mutation(() => ConnectorSecretPayloadObject, { nullable: true })
  async rotateConnectorSecret(
    @Arg('id', () => ID) id: string,
    @Arg('secret', () => String, { nullable: true }) secret: string | null,
    @Arg('overlapHours', () => Int, { nullable: true, defaultValue: LIMITS.secretOverlapHours })
    overlapHours: number | null,
    @Ctx() { workspaceId }: GraphqlContext,
  ): Promise<ConnectorWithSecret> {
    const hours = overlapHours ?? LIMITS.secretOverlapHours;
    if (hours < 0 || hours > LIMITS.secretOverlapHoursMax)
      throw new AppError(
        'validation_error',
        `overlapHours must be from 0 to ${LIMITS.secretOverlapHoursMax}.`,
      );
    const overlapMs = hours * HOUR_MS;
    return this.connectors.rotateSecret(id, workspaceId, { secret: secret ?? undefined, overlapMs });
  }

  @Mutation(() => Connector, { nullable: true })
  updateConnector(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateConnectorInput) { name, settings }: UpdateConnectorInput,
    @Ctx() { workspaceId }: GraphqlContext,
  ): Promise<Connector> {
    return this.connectors.updateConnector(id, workspaceId, { name, settings: settings ?? undefined });
  }

  @Mutation(() => Connector, { nullable: true })
  disableConnector(
    @Arg('id', () => ID) id: string,
    @Ctx() { workspaceId }: GraphqlContext,
  ): Promise<Connector> {
    return this.connectors.disableConnector(id, workspaceId);
  }

  @Mutation(() => Connector, { nullable: true })
  enableConnector(
    @Arg('id', () => ID) id: string,
    @Ctx() { workspaceId }: GraphqlContext,
  ): Promise<Connector> {
    return this.connectors.enableConnector(id, workspaceId);
  }

  @FieldResolver(() => [ConnectorSecretObject])
  async secrets(
    @Root() { id }: Connector,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<readonly SecretView[]> {
    return (await loaders.connectorSecrets.load(id)) ?? [];
  }

  @FieldResolver(() => WebhookDeliveryConnection)
  deliveries(
    @Root() { id: connectorId }: Connector,
    @Arg('first', () => Int, { nullable: true, defaultValue: LIMITS.pageDefault }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('outcome', () => DeliveryOutcomeEnum, { nullable: true }) outcome: DeliveryOutcome | null,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<ConnectionObject<DeliveryView>> {
    const listIds = (page: PageRequest) =>
      this.deliveryStore.listIds(connectorId, outcome ?? undefined, page);
    return readConnection(ID_PREFIX.delivery, { first, after }, listIds, loaders.deliveries);
  }
}

@Resolver(() => WebhookDeliveryObject)
export class DeliveryResolver {
  constructor(private readonly webhooks: WebhookService) {}

  @Mutation(() => WebhookDeliveryObject, { nullable: true })
  async replayDelivery(
    @Arg('id', () => ID) id: string,
    @Ctx() context: GraphqlContext,
  ): Promise<DeliveryView> {
    await this.webhooks.replay(context.workspaceId, id);
    context.forgetReads();
    const delivery = await context.loaders.deliveries.load(id);
    if (delivery === null) throw new AppError('not_found', 'This delivery was deleted.');
    return delivery;
  }

  @FieldResolver(() => Issue, { nullable: true })
  issue(
    @Root() { issueId }: DeliveryView,
    @Ctx() { loaders }: GraphqlContext,
  ): Promise<IssueSummary | null> | null {
    return issueId === null ? null : loaders.issues.load(issueId);
  }
}
