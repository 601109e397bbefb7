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

@InputType({ description: 'One raw signal. It needs an external id or a title.' })
export class IngestEventInput {
  @AtLeastOne(['title'])
  @IsText()
  @IsStorable()
  @MaxLength(512)
  @Field(() => String, { nullable: true, description: 'Your system\'s unique identifier of this event, compared byte for byte. With `source` it is the key: the\nsame pair updates the existing issue. Without one an id is minted, and nothing is ever deduplicated onto\nit.' })
  externalId?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'The source system: a value of Source in any case. Any other value is taken as `custom_api` and kept; so is\nan absent one.' })
  source?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(300)
  @Field(() => String, { nullable: true, description: 'Short description of the issue. A new issue without one takes its external id, cut to what a title may\nhave.' })
  title?: string | null;

  @IsText()
  @IsStorable()
  @MaxBytes(1048576)
  @Field(() => String, { nullable: true, description: 'Full description or error detail, plain text or Markdown.' })
  body?: string | null;

  @IsText()
  @OneOf(['p1', 'p2', 'p3', 'p4'])
  @Field(() => String, { nullable: true, description: 'Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. A new issue without one\nhas `p3`.' })
  severity?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Team or squad responsible.' })
  team?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(2048)
  @IsHttpUrl()
  @Field(() => String, { nullable: true, description: 'Link back to the issue in the source system.' })
  externalUrl?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'When the issue was created in the source system, with milliseconds at most.' })
  sourceCreatedAt?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'When the issue was last updated in the source system. A record older than what is stored changes nothing.' })
  sourceUpdatedAt?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'A connector of the workspace that the issue belongs to.' })
  connectorId?: string | null;

  @IsJsonObject({ maxBytes: 65536, maxDepth: 20 })
  @Field(() => GraphQLJSON, { nullable: true, description: 'Free-form key/value pairs, stored and returned as sent.' })
  metadata?: unknown;
}

@InputType({ description: 'One record of a batch.' })
export class IngestRecordInput {
  @Required()
  @IsText()
  @IsStorable()
  @MaxLength(512)
  @Field(() => String, { nullable: true, description: 'Your system\'s unique identifier, compared byte for byte. With `source` it is the key: the same pair\nupdates the existing issue.' })
  externalId?: string | null;

  @Required()
  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'The source system: a value of Source in any case. Any other value is taken as `custom_api` and kept.' })
  source?: string | null;

  @Required()
  @IsText()
  @IsStorable()
  @MaxLength(300)
  @Field(() => String, { nullable: true, description: 'Short description of the issue.' })
  title?: string | null;

  @IsText()
  @IsStorable()
  @MaxBytes(1048576)
  @Field(() => String, { nullable: true, description: 'Full description or error detail, plain text or Markdown.' })
  body?: string | null;

  @IsText()
  @OneOf(['p1', 'p2', 'p3', 'p4'])
  @Field(() => String, { nullable: true, description: 'Priority: `p1` (critical), `p2` (high), `p3` (medium) or `p4` (low), in any case. A new issue without one\nhas `p3`.' })
  severity?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Team or squad responsible.' })
  team?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(2048)
  @IsHttpUrl()
  @Field(() => String, { nullable: true, description: 'Link back to the issue in the source system.' })
  externalUrl?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'When the issue was created in the source system, with milliseconds at most.' })
  sourceCreatedAt?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'When the issue was last updated in the source system. A record older than what is stored changes nothing.' })
  sourceUpdatedAt?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'A connector of the workspace that the issue belongs to.' })
  connectorId?: string | null;

  @IsJsonObject({ maxBytes: 65536, maxDepth: 20 })
  @Field(() => GraphQLJSON, { nullable: true, description: 'Free-form key/value pairs, stored and returned as sent.' })
  metadata?: unknown;
}

@InputType({ description: 'One issue pushed by the path of its source, which decides the forms of its id and its severities.' })
export class SourceIssueInput {
  @Required()
  @IsText()
  @IsStorable()
  @MaxLength(512)
  @Field(() => String, { nullable: true, description: 'The source\'s identifier of the issue, in one of the forms that this source uses, compared byte for byte.\nWith the source it is the key: the same pair updates the existing issue.' })
  externalId?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'Absent, or the same source as in the path.' })
  source?: string | null;

  @Required()
  @IsText()
  @IsStorable()
  @MaxLength(300)
  @Field(() => String, { nullable: true, description: 'Short description of the issue.' })
  title?: string | null;

  @IsText()
  @IsStorable()
  @MaxBytes(1048576)
  @Field(() => String, { nullable: true, description: 'Full description or error detail, plain text or Markdown.' })
  body?: string | null;

  @IsText()
  @OneOf(['p1', 'p2', 'p3', 'p4'], true)
  @Field(() => String, { nullable: true, description: 'Priority: `p1` to `p4`, or a name of the source\'s own scale such as `Highest`, `1 - Critical` or `urgent`,\nin any case. A new issue without one has `p3`.' })
  severity?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(200)
  @Field(() => String, { nullable: true, description: 'Team or squad responsible.' })
  team?: string | null;

  @IsText()
  @IsStorable()
  @MaxLength(2048)
  @IsHttpUrl()
  @Field(() => String, { nullable: true, description: 'Link back to the issue in the source system.' })
  externalUrl?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'When the issue was created in the source system, with milliseconds at most.' })
  sourceCreatedAt?: string | null;

  @IsText()
  @IsTimestamp()
  @Field(() => String, { nullable: true, description: 'When the issue was last updated in the source system. A record older than what is stored changes nothing.' })
  sourceUpdatedAt?: string | null;

  @IsText()
  @IsStorable()
  @Field(() => String, { nullable: true, description: 'A connector of the workspace that the issue belongs to.' })
  connectorId?: string | null;

  @IsJsonObject({ maxBytes: 65536, maxDepth: 20 })
  @Field(() => GraphQLJSON, { nullable: true, description: 'Free-form key/value pairs, stored and returned as sent.' })
  metadata?: unknown;
}

/** By input: the class that explains the faults of its fields. */
export const INPUT_CLASSES = {
  IngestEventInput,
  IngestRecordInput,
  SourceIssueInput,
} as const;
