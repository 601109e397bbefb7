import { Field, ID, InputType } from 'type-graphql';
import { Issue } from '../../../domain/entities/issue.js';
import type { IssueStatus } from '../../../domain/issue-status.js';
import type { DomainView } from '../../../domain/schema/domain-view.js';
import { IssueStatusEnum, SeverityEnum, SourceEnum } from '../../../domain/schema/enums.js';
import type { Severity } from '../../../domain/severity.js';
import type { Source } from '../../../domain/source.js';
import type * as Schema from '../../../generated/types.js';
import type { IssueSummary } from '../../../issues/issue-store.js';
import { connectionClass } from './connection.js';

export const IssueConnection = connectionClass<IssueSummary>('Issue', () => Issue);

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
