import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { IssueStatus } from '../../../domain/entities/issue.js';
import type { Severity } from '../../../domain/severity.js';
import type { Source } from '../../../domain/source.js';
import type * as Schema from '../../../generated/types.js';
import type { IssueSummary } from '../../../issues/issue-list-store.js';
import type { DomainView } from '../domain-view.js';
import { DateTime } from '../scalars.js';
import { connectionClass } from './connection.js';
import { IssueStatusEnum, SeverityEnum, SourceEnum } from './enums.js';

type Resolved = 'sourceRaw' | 'body' | 'metadata' | 'pattern' | 'patternLink' | 'similar';

@ObjectType('Issue', { simpleResolvers: true })
export class IssueObject implements DomainView<Schema.Issue, Resolved> {
  @Field(() => ID)
  id!: string;

  @Field(() => SourceEnum)
  source!: Source;

  @Field(() => String)
  externalId!: string;

  @Field(() => String)
  title!: string;

  @Field(() => SeverityEnum)
  severity!: Severity;

  @Field(() => String, { nullable: true })
  team!: string | null;

  @Field(() => String, { nullable: true })
  externalUrl!: string | null;

  @Field(() => IssueStatusEnum)
  status!: IssueStatus;

  @Field(() => DateTime, { nullable: true })
  sourceCreatedAt!: number | null;

  @Field(() => DateTime, { nullable: true })
  sourceUpdatedAt!: number | null;

  @Field(() => Int)
  occurrenceCount!: number;

  @Field(() => DateTime)
  firstSeenAt!: number;

  @Field(() => DateTime)
  lastSeenAt!: number;

  @Field(() => DateTime)
  createdAt!: number;

  @Field(() => DateTime)
  updatedAt!: number;
}

export const IssueConnection = connectionClass<IssueSummary>('Issue', () => IssueObject as never);

@InputType('IssueFilter')
export class IssueFilterInput implements DomainView<Schema.IssueFilter> {
  @Field(() => [SourceEnum], { nullable: true })
  source!: Source[] | null;

  @Field(() => [SeverityEnum], { nullable: true })
  severity!: Severity[] | null;

  @Field(() => [IssueStatusEnum], { nullable: true })
  status!: IssueStatus[] | null;

  @Field(() => String, { nullable: true })
  team!: string | null;

  @Field(() => ID, { nullable: true })
  patternId!: string | null;

  @Field(() => String, { nullable: true })
  search!: string | null;
}
