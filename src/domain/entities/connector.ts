import { GraphQLJSON } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, Index } from 'typeorm';
import type * as Schema from '../../generated/types.js';
import { ID_PREFIX } from '../ids.js';
import { type ConnectorSettings, DEFAULT_SETTINGS } from '../rules/connector-settings.js';
import type { DomainView } from '../schema/domain-view.js';
import { SourceEnum } from '../schema/enums.js';
import { Node } from '../schema/node.js';
import { DateTime } from '../schema/scalars.js';
import type { Source } from '../source.js';
import {
  IdColumn,
  InstantColumn,
  JsonColumn,
  NullableInstantColumn,
  TextColumn,
  WordColumn,
} from './columns.js';

/** A configured origin of signals in one workspace. Its secrets are stored separately. */
@ObjectType('Connector', { simpleResolvers: true, implements: Node })
@Entity({ name: 'connector' })
export class Connector implements DomainView<Schema.Connector, 'settings' | 'secrets' | 'deliveries'> {
  @Field(() => ID)
  @IdColumn(ID_PREFIX.connector, { name: 'id', primary: true })
  id!: string;

  @Index('connector_workspace')
  @Column({ name: 'workspace_id', type: 'int' })
  workspaceId!: number;

  @Field(() => SourceEnum)
  @WordColumn(16, { name: 'source' })
  source!: Source;

  @Field(() => String, { nullable: true })
  @TextColumn(100, { name: 'name', nullable: true })
  name!: string | null;

  @Field(() => GraphQLJSON)
  @JsonColumn<ConnectorSettings>(DEFAULT_SETTINGS, { name: 'settings' })
  settings!: ConnectorSettings;

  /** null while the connector accepts deliveries. */
  @Field(() => DateTime, { nullable: true })
  @NullableInstantColumn({ name: 'disabled_at' })
  disabledAt!: number | null;

  @Field(() => DateTime)
  @InstantColumn({ name: 'created_at' })
  createdAt!: number;
}
