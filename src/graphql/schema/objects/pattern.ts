import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { Pattern, type VisibleStatus } from '../../../domain/entities/pattern.js';
import type { PatternLinkStep } from '../../../domain/entities/pattern-link.js';
import type { DomainView } from '../../../domain/schema/domain-view.js';
import { PatternLinkStepEnum, PatternStatusEnum } from '../../../domain/schema/enums.js';
import { DateTime } from '../../../domain/schema/scalars.js';
import type * as Schema from '../../../generated/types.js';
import { connectionClass } from './connection.js';

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

export const PatternConnection = connectionClass<Pattern>('Pattern', () => Pattern);

@InputType('PatternFilter')
export class PatternFilterInput implements DomainView<Schema.PatternFilter> {
  @Field(() => [PatternStatusEnum], { nullable: true })
  status!: VisibleStatus[] | null;

  @Field(() => Float, { nullable: true })
  minConfidence!: number | null;

  @Field(() => String, { nullable: true })
  search!: string | null;
}
