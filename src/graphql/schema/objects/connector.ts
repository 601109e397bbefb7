import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { DeliveryOutcome, DeliveryView } from '../../../domain/delivery.js';
import { Connector } from '../../../domain/entities/connector.js';
import type { DomainView } from '../../../domain/schema/domain-view.js';
import { DeliveryOutcomeEnum, SourceEnum } from '../../../domain/schema/enums.js';
import { DateTime } from '../../../domain/schema/scalars.js';
import type { Source } from '../../../domain/source.js';
import type * as Schema from '../../../generated/types.js';
import { connectionClass } from './connection.js';

@ObjectType('ConnectorSecret', { simpleResolvers: true })
export class ConnectorSecretObject implements DomainView<Schema.ConnectorSecret> {
  @Field(() => DateTime)
  createdAt!: number;

  @Field(() => DateTime, { nullable: true })
  expiresAt!: number | null;
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
  @Field(() => Connector)
  connector!: Connector;

  @Field(() => String)
  secret!: string;
}

export const ConnectorConnection = connectionClass<Connector>('Connector', () => Connector);
export const WebhookDeliveryConnection = connectionClass<DeliveryView>(
  'WebhookDelivery',
  () => WebhookDeliveryObject,
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
