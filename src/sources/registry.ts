import type { SourcePath } from '../domain/source.js';
import { customApi } from './custom-api.js';
import { github } from './github.js';
import { jira } from './jira.js';
import { linear } from './linear.js';
import { opsgenie } from './opsgenie.js';
import { pagerduty } from './pagerduty.js';
import { servicenow } from './servicenow.js';
import type { SourceRules } from './source-rules.js';
import { zendesk } from './zendesk.js';

const RULES: Readonly<Record<SourcePath, SourceRules>> = {
  jira,
  servicenow,
  github,
  pagerduty,
  opsgenie,
  linear,
  zendesk,
  custom_api: customApi,
};

/** What the path of a source adds to the rules of a record. */
export function sourcePathRules(path: SourcePath): SourceRules {
  return RULES[path];
}
