import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { PatternLinkStep } from '../../../domain/entities/pattern-link.js';
import type * as Schema from '../../../generated/types.js';
import type { PatternView, VisibleStatus } from '../../../patterns/pattern-store.js';
import type { DomainView } from '../domain-view.js';
import { DateTime } from '../scalars.js';
import { connectionClass } from './connection.js';
import { PatternLinkStepEnum, PatternStatusEnum } from './enums.js';

@ObjectType('PatternSlot', { simpleResolvers: true })
export class PatternSlotObject implements DomainView<Schema.PatternSlot> {
  @Field(() => String)
  prefix!: string;

  @Field(() => String)
  suffix!: string;

  @Field(() => [String])
  examples!: string[];
}

@ObjectType('PatternCount', { simpleResolvers: true })
export class PatternCountObject implements DomainView<Schema.PatternCount> {
  @Field(() => String)
  key!: string;

  @Field(() => Int)
  count!: number;
}

/** Fields of a pattern that are read only when asked for. */
type Resolved = 'issues' | 'slots' | 'examples' | 'bySource' | 'bySeverity' | 'byTeam';

@ObjectType('Pattern', { simpleResolvers: true })
export class PatternObject implements DomainView<Schema.Pattern, Resolved> {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  template!: string;

  @Field(() => PatternStatusEnum)
  status!: VisibleStatus;

  @Field(() => Float)
  confidence!: number;

  @Field(() => Int)
  issueCount!: number;

  @Field(() => DateTime)
  firstSeenAt!: number;

  @Field(() => DateTime)
  lastSeenAt!: number;
}

@ObjectType('PatternLink', { simpleResolvers: true })
export class PatternLinkObject implements DomainView<Schema.PatternLink> {
  @Field(() => PatternLinkStepEnum)
  step!: PatternLinkStep;

  @Field(() => String)
  template!: string;

  @Field(() => [String])
  slotValues!: string[];

  @Field(() => Float)
  score!: number;

  @Field(() => Int)
  algorithm!: number;

  @Field(() => DateTime)
  linkedAt!: number;
}

export const PatternConnection = connectionClass<PatternView>('Pattern', () => PatternObject as never);

@InputType('PatternFilter')
export class PatternFilterInput implements DomainView<Schema.PatternFilter> {
  @Field(() => [PatternStatusEnum], { nullable: true })
  status!: VisibleStatus[] | null;

  @Field(() => Float, { nullable: true })
  minConfidence!: number | null;

  @Field(() => String, { nullable: true })
  search!: string | null;
}
