import type { Source, SourcePath } from '../domain/source.js';
import { customApi, customApiWebhook } from './custom-api.js';
import { databaseWebhook } from './database.js';
import { emailWebhook } from './email.js';
import { github, githubWebhook } from './github.js';
import { jira, jiraWebhook } from './jira.js';
import { linear, linearWebhook } from './linear.js';
import { opsgenie, opsgenieWebhook } from './opsgenie.js';
import { pagerduty, pagerdutyWebhook } from './pagerduty.js';
import type { SourceRules } from './payload/source-rules.js';
import type { WebhookSource } from './payload/webhook-source.js';
import { servicenow, servicenowWebhook } from './servicenow.js';
import { slackWebhook } from './slack.js';
import { zendesk, zendeskWebhook } from './zendesk.js';

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

const WEBHOOKS: Readonly<Record<Source, WebhookSource>> = {
  jira: jiraWebhook,
  servicenow: servicenowWebhook,
  github: githubWebhook,
  pagerduty: pagerdutyWebhook,
  opsgenie: opsgenieWebhook,
  linear: linearWebhook,
  zendesk: zendeskWebhook,
  slack: slackWebhook,
  email: emailWebhook,
  database: databaseWebhook,
  custom_api: customApiWebhook,
};

/** The rules that a source path adds to the rules of a record. */
export function sourcePathRules(path: SourcePath): SourceRules {
  return RULES[path];
}

/** The webhook format of a source. */
export function webhookSource(source: Source): WebhookSource {
  return WEBHOOKS[source];
}
