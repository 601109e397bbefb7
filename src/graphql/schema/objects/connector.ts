import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ConnectorView } from '../../../connectors/connector-store.js';
import type { DeliveryOutcome, DeliveryView } from '../../../domain/delivery.js';
import type { Source } from '../../../domain/source.js';
import type * as Schema from '../../../generated/types.js';
import type { DomainView } from '../domain-view.js';
import { DateTime } from '../scalars.js';
import { connectionClass } from './connection.js';
import { DeliveryOutcomeEnum, SourceEnum } from './enums.js';

@ObjectType('ConnectorSecret', { simpleResolvers: true })
export class ConnectorSecretObject implements DomainView<Schema.ConnectorSecret> {
  @Field(() => DateTime)
  createdAt!: number;

  @Field(() => DateTime, { nullable: true })
  expiresAt!: number | null;
}

@ObjectType('Connector', { simpleResolvers: true })
export class ConnectorObject implements DomainView<Schema.Connector, 'settings' | 'secrets' | 'deliveries'> {
  @Field(() => ID)
  id!: string;

  @Field(() => SourceEnum)
  source!: Source;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => GraphQLJSON)
  settings!: object;

  @Field(() => DateTime, { nullable: true })
  disabledAt!: number | null;

  @Field(() => DateTime)
  createdAt!: number;
}

@ObjectType('WebhookDelivery', { simpleResolvers: true })
export class WebhookDeliveryObject implements DomainView<Schema.WebhookDelivery, 'issue'> {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  connectorId!: string;

  @Field(() => DeliveryOutcomeEnum)
  outcome!: DeliveryOutcome;

  @Field(() => String, { nullable: true })
  reason!: string | null;

  @Field(() => String, { nullable: true })
  event!: string | null;

  @Field(() => String, { nullable: true })
  sourceDeliveryId!: string | null;

  @Field(() => Int)
  bodyBytes!: number;

  @Field(() => ID, { nullable: true })
  jobId!: string | null;

  @Field(() => Int)
  attempts!: number;

  @Field(() => Boolean)
  replayable!: boolean;

  @Field(() => DateTime)
  receivedAt!: number;

  @Field(() => DateTime)
  decidedAt!: number;
}

@ObjectType('ConnectorSecretPayload', { simpleResolvers: true })
export class ConnectorSecretPayloadObject {
  @Field(() => ConnectorObject)
  connector!: ConnectorView;

  @Field(() => String)
  secret!: string;
}

export const ConnectorConnection = connectionClass<ConnectorView>(
  'Connector',
  () => ConnectorObject as never,
);
export const WebhookDeliveryConnection = connectionClass<DeliveryView>(
  'WebhookDelivery',
  () => WebhookDeliveryObject as never,
);

@InputType('CreateConnectorInput')
export class CreateConnectorInput {
  @Field(() => SourceEnum)
  source!: Source;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => GraphQLJSON, { nullable: true })
  settings?: unknown;

  @Field(() => String, { nullable: true })
  secret?: string | null;
}

@InputType('UpdateConnectorInput')
export class UpdateConnectorInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => GraphQLJSON, { nullable: true })
  settings?: unknown;
}
