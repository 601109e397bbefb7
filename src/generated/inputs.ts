// Generated from schema/*.graphql by `npm run codegen`. Do not edit.
import 'reflect-metadata';
import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType } from 'type-graphql';
import {
  AtLeastOne,
  IsHttpUrl,
  IsJsonObject,
  IsStorable,
  IsText,
  IsTimestamp,
  MaxBytes,
  MaxLength,
  OneOf,
  Required,
} from '../domain/rules/constraints.js';

@InputType({ description: 'A single event. It needs an `externalId` or a `title`. Blank texts count as absent, except in `body`.' })
export class IngestEventInput {
  @AtLeastOne(['title'])
  @IsText()
  @IsStorable()
  @MaxLength(512)
  @Field(() => String, { nullable: true, description: 'Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known `externalId` and `source`\nupdates the existing issue. If absent, an identifier starting with `evt_` is generated and a new issue is always created.' })
  externalId?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'Source of the issue: a value of `Source` in any case. Any other value is stored as `custom_api` and returned as `sourceRaw`.\nIf absent, it is `custom_api`.' })
  source?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(300)
  @Field(() => String, { nullable: true, description: 'Short description of the issue, 1 to 300 characters. If absent, a new issue gets its `externalId` as title, shortened to\n300 characters, and a known one keeps its title.' })
  title?: string | null;

  @IsText()
  @IsStorable()
  @MaxBytes(1048576)
  @Field(() => String, { nullable: true, description: 'Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it.' })
  body?: string | null;

  @IsText()
  @OneOf(['p1', 'p2', 'p3', 'p4'])
  @Field(() => String, { nullable: true, description: 'Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. If absent, a new issue has `p3` and a known\none keeps its severity. Null sets `p3`.' })
  severity?: string | null;

  @IsText()
  @OneOf(['open', 'acknowledged', 'resolved'])
  @Field(() => String, { nullable: true, description: 'Status of the issue: `open`, `acknowledged` or `resolved`, in any case. If absent, a new issue is open and a known one keeps\nits status, except that a change reopens a resolved issue.' })
  status?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Team or squad that is responsible for the issue, at most 200 characters. Null clears it.' })
  team?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Person who works on the issue, at most 200 characters. Null clears it.' })
  assignee?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(2048)
  @IsHttpUrl()
  @Field(() => String, { nullable: true, description: 'Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it.' })
  externalUrl?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below\nthe millisecond are dropped. Null clears it.' })
  sourceCreatedAt?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A\nrecord that is older than the stored issue is counted but changes nothing else. Null clears it.' })
  sourceUpdatedAt?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it.' })
  connectorId?: string | null;

  @IsJsonObject({ maxBytes: 65536, maxDepth: 20 })
  @Field(() => GraphQLJSON, { nullable: true, description: 'Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it.' })
  metadata?: unknown;
}

@InputType({ description: 'One record of a batch. Blank texts count as absent, except in `body`.' })
export class IngestRecordInput {
  @Required()
  @IsText()
  @IsStorable()
  @MaxLength(512)
  @Field(() => String, { nullable: true, description: 'Your identifier of the issue, 1 to 512 characters, compared byte for byte. A record with a known `externalId` and `source`\nupdates the existing issue.' })
  externalId?: string | null;

  @Required()
  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'Source of the issue: a value of `Source` in any case. Any other value is stored as `custom_api` and returned as `sourceRaw`.' })
  source?: string | null;

  @Required()
  @IsText()
  @IsStorable()
  @MaxLength(300)
  @Field(() => String, { nullable: true, description: 'Short description of the issue, 1 to 300 characters.' })
  title?: string | null;

  @IsText()
  @IsStorable()
  @MaxBytes(1048576)
  @Field(() => String, { nullable: true, description: 'Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it.' })
  body?: string | null;

  @IsText()
  @OneOf(['p1', 'p2', 'p3', 'p4'])
  @Field(() => String, { nullable: true, description: 'Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. If absent, a new issue has `p3` and a known\none keeps its severity. Null sets `p3`.' })
  severity?: string | null;

  @IsText()
  @OneOf(['open', 'acknowledged', 'resolved'])
  @Field(() => String, { nullable: true, description: 'Status of the issue: `open`, `acknowledged` or `resolved`, in any case. If absent, a new issue is open and a known one keeps\nits status, except that a change reopens a resolved issue.' })
  status?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Team or squad that is responsible for the issue, at most 200 characters. Null clears it.' })
  team?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Person who works on the issue, at most 200 characters. Null clears it.' })
  assignee?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(2048)
  @IsHttpUrl()
  @Field(() => String, { nullable: true, description: 'Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it.' })
  externalUrl?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below\nthe millisecond are dropped. Null clears it.' })
  sourceCreatedAt?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A\nrecord that is older than the stored issue is counted but changes nothing else. Null clears it.' })
  sourceUpdatedAt?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it.' })
  connectorId?: string | null;

  @IsJsonObject({ maxBytes: 65536, maxDepth: 20 })
  @Field(() => GraphQLJSON, { nullable: true, description: 'Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it.' })
  metadata?: unknown;
}

@InputType({ description: 'One issue, pushed under the rules of its source. Blank texts count as absent, except in `body`.' })
export class SourceIssueInput {
  @Required()
  @IsText()
  @IsStorable()
  @MaxLength(512)
  @Field(() => String, { nullable: true, description: 'The source\'s identifier of the issue, at most 512 characters, such as `PLAT-123` for Jira. It must have one of the forms that\nthe source uses. A push with a known `externalId` updates the existing issue.' })
  externalId?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'Can be omitted. If present, it must name the source to which the issue is pushed, in any case.' })
  source?: string | null;

  @Required()
  @IsText()
  @IsStorable()
  @MaxLength(300)
  @Field(() => String, { nullable: true, description: 'Short description of the issue, 1 to 300 characters.' })
  title?: string | null;

  @IsText()
  @IsStorable()
  @MaxBytes(1048576)
  @Field(() => String, { nullable: true, description: 'Full description or error detail, in plain text or Markdown: at most 1,048,576 bytes in UTF-8. Null clears it.' })
  body?: string | null;

  @IsText()
  @OneOf(['p1', 'p2', 'p3', 'p4'])
  @Field(() => String, { nullable: true, description: 'Priority: `p1` to `p4`, or a name from the source\'s own scale, such as `Highest` (Jira), `1 - Critical` (ServiceNow) or\n`urgent` (Zendesk), in any case. If absent, a new issue has `p3` and a known one keeps its severity. Null sets `p3`.' })
  severity?: string | null;

  @IsText()
  @OneOf(['open', 'acknowledged', 'resolved'])
  @Field(() => String, { nullable: true, description: 'Status of the issue: `open`, `acknowledged` or `resolved`, in any case. If absent, a new issue is open and a known one keeps\nits status, except that a change reopens a resolved issue.' })
  status?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Team or squad that is responsible for the issue, at most 200 characters. Null clears it.' })
  team?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Person who works on the issue, at most 200 characters. Null clears it.' })
  assignee?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(2048)
  @IsHttpUrl()
  @Field(() => String, { nullable: true, description: 'Link to the issue in its source: an absolute http or https URL of at most 2,048 characters. Null clears it.' })
  externalUrl?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'Time at which the issue was created in its source: RFC 3339 with an offset, such as `2026-06-14T14:35:00Z`. Digits below\nthe millisecond are dropped. Null clears it.' })
  sourceCreatedAt?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'Time at which the issue was last updated in its source: RFC 3339 with an offset, such as `2026-06-14T16:35:00+02:00`. A\nrecord that is older than the stored issue is counted but changes nothing else. Null clears it.' })
  sourceUpdatedAt?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'Identifier of a connector of this workspace, starting with `con_`, to which the issue belongs. Null clears it.' })
  connectorId?: string | null;

  @IsJsonObject({ maxBytes: 65536, maxDepth: 20 })
  @Field(() => GraphQLJSON, { nullable: true, description: 'Additional data as a JSON object: at most 65,536 bytes and 20 levels. Stored and returned as sent. Null clears it.' })
  metadata?: unknown;
}

/** By input: the class that explains the faults of its fields. */
export const INPUT_CLASSES = {
  IngestEventInput,
  IngestRecordInput,
  SourceIssueInput,
} as const;
