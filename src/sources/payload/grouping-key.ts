import { type JsonObject, textOf } from './payload-readers.js';

/**
 * Names of labels that say which rule, monitor or job an alert comes from, most specific first. Compared without case, `_`, `-`
 * and spaces: `alertname` of Prometheus, `__alert_rule_uid__` of Grafana, `AlarmName` of CloudWatch.
 */
const RULE_LABELS: readonly string[] = [
  'alertruleuid',
  'ruleuid',
  'alertname',
  'alertrule',
  'monitorid',
  'monitorname',
  'alarmname',
  'rulename',
  'checkname',
  'policyname',
  'jobname',
];

function folded(name: string): string {
  return name.toLowerCase().replace(/[_\s-]/g, '');
}

/** The grouping key in the labels of an alert, such as `alertname:NodeDown`; undefined if no label names the rule. */
export function groupingKeyIn(labels: JsonObject): string | undefined {
  const values = new Map(Object.keys(labels).map((name) => [folded(name), textOf(labels[name])]));
  const rule = RULE_LABELS.find((name) => values.get(name) !== undefined);
  return rule === undefined ? undefined : `${rule}:${values.get(rule)}`;
}
