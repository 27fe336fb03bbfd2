import type { Job, JobSpec } from '../objects.ts';
import type { Cause } from './api-error.ts';
import { isLabel, labelCauses, required, wrongValue } from './validate-names.ts';
import { podSpecCauses } from './validate-pod.ts';

const atLeastZero = (path: string, spec: JobSpec, field: string): Cause[] => {
  const value = spec[field];
  return typeof value === 'number' && value < 0
    ? [wrongValue(`${path}.${field}`, value, 'must be greater than or equal to 0')]
    : [];
};

/** What is wrong with a Job, as far as tests may get there. */
export function validateJob(job: Job): Cause[] {
  const { spec } = job;
  const counts = [
    'parallelism',
    'completions',
    'backoffLimit',
    'backoffLimitPerIndex',
    'maxFailedIndexes',
    'activeDeadlineSeconds',
    'ttlSecondsAfterFinished',
  ];
  return [
    ...counts.flatMap((field) => atLeastZero('spec', spec, field)),
    ...indexedCauses(job),
    ...templateCauses(spec),
    ...policyCauses(spec),
  ];
}

function indexedCauses({ metadata, spec }: Job): Cause[] {
  const causes: Cause[] = [];
  if (metadata.name.length > 63)
    causes.push(wrongValue('spec.template.labels', metadata.name, 'must be no more than 63 bytes'));
  if (spec.completionMode !== 'Indexed') {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
      if (spec[field] !== undefined)
        causes.push(wrongValue(`spec.${field}`, spec[field], 'requires indexed completion mode'));
    return causes;
  }
  const { completions, parallelism, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completions === undefined) {
    causes.push(required('spec.completions', 'when completion mode is Indexed'));
    return causes;
  }
  if (parallelism > 100_000)
    causes.push(
      wrongValue(
        'spec.parallelism',
        parallelism,
        'must be less than or equal to 100000 when completion mode is Indexed',
      ),
    );
  const last = `${metadata.name}-${completions - 1}`;
  if (completions > 0 && !isLabel(last))
    causes.push(
      wrongValue(
        'metadata.name',
        metadata.name,
        `will not able to create pod with invalid DNS label: ${last}`,
      ),
    );
  if (maxFailedIndexes !== undefined && maxFailedIndexes > completions)
    causes.push(
      wrongValue(
        'spec.maxFailedIndexes',
        maxFailedIndexes,
        'must be less than or equal to completions',
      ),
    );
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined)
    causes.push(required('spec.backoffLimitPerIndex', 'when maxFailedIndexes is specified'));
  if (backoffLimitPerIndex !== undefined && completions > 100_000 && maxFailedIndexes === undefined)
    causes.push(
      required('spec.maxFailedIndexes', 'must be specified when completions is above 100000'),
    );
  return causes;
}

function templateCauses(spec: JobSpec): Cause[] {
  const { template } = spec;
  const restart = template.spec.restartPolicy;
  return [
    ...labelCauses('spec.template.labels', template.metadata?.labels ?? {}),
    ...podSpecCauses('spec.template.spec', template.spec),
    ...(restart === 'Never' || restart === 'OnFailure'
      ? []
      : [
          {
            reason: restart === 'Always' ? 'FieldValueNotSupported' : 'FieldValueRequired',
            field: 'spec.template.spec.restartPolicy',
            message: `${restart === 'Always' ? 'Unsupported value: "Always"' : 'Required value: valid values'}: supported values: "OnFailure", "Never"`,
          },
        ]),
    ...(spec.podFailurePolicy !== undefined && restart !== 'Never'
      ? [
          wrongValue(
            'spec.template.spec.restartPolicy',
            restart,
            'only "Never" is supported when podFailurePolicy is specified',
          ),
        ]
      : []),
  ];
}

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

function policyCauses(spec: JobSpec): Cause[] {
  const names = new Set(
    [...(spec.template.spec.containers ?? []), ...(spec.template.spec.initContainers ?? [])].map(
      ({ name }) => name,
    ),
  );
  const rules = spec.podFailurePolicy?.rules ?? [];
  const causes = rules.flatMap((rule, n): Cause[] => {
    const path = `spec.podFailurePolicy.rules[${n}]`;
    const { action, onExitCodes, onPodConditions } = rule;
    const found: Cause[] = [];
    if (!actions.includes(action))
      found.push({
        reason: 'FieldValueNotSupported',
        field: `${path}.action`,
        message: `Unsupported value: ${JSON.stringify(action)}: supported values: ${actions.map((word) => `"${word}"`).join(', ')}`,
      });
    if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
      found.push(
        wrongValue(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'),
      );
    if (onExitCodes === undefined && (onPodConditions ?? []).length === 0)
      found.push(
        wrongValue(path, '', 'specifying one of OnExitCodes and OnPodConditions is required'),
      );
    if (onExitCodes !== undefined)
      found.push(...exitCodeCauses(`${path}.onExitCodes`, onExitCodes, names));
    for (const [m, { status }] of (onPodConditions ?? []).entries())
      if (!['False', 'True', 'Unknown'].includes(status))
        found.push({
          reason:
            status === undefined || status === '' ? 'FieldValueRequired' : 'FieldValueNotSupported',
          field: `${path}.onPodConditions[${m}].status`,
          message:
            status === undefined || status === ''
              ? 'Required value: valid values: ["False" "True" "Unknown"]'
              : `Unsupported value: ${JSON.stringify(status)}: supported values: "False", "True", "Unknown"`,
        });
    return found;
  });
  if (rules.length > 0 && spec.podReplacementPolicy === 'TerminatingOrFailed')
    causes.push({
      reason: 'FieldValueNotSupported',
      field: 'spec.podReplacementPolicy',
      message: 'Unsupported value: "TerminatingOrFailed": supported values: "Failed"',
    });
  return causes;
}

function exitCodeCauses(
  path: string,
  {
    operator,
    values = [],
    containerName,
  }: NonNullable<NonNullable<JobSpec['podFailurePolicy']>['rules'][number]['onExitCodes']>,
  names: Set<string>,
): Cause[] {
  const causes: Cause[] = [];
  if (containerName && !names.has(containerName))
    causes.push(
      wrongValue(
        `${path}.containerName`,
        containerName,
        'must be one of the container or initContainer names in the pod template',
      ),
    );
  if (operator !== 'In' && operator !== 'NotIn')
    causes.push({
      reason: 'FieldValueNotSupported',
      field: `${path}.operator`,
      message: `Unsupported value: ${JSON.stringify(operator)}: supported values: "In", "NotIn"`,
    });
  if (values.length === 0)
    causes.push(wrongValue(`${path}.values`, values, 'at least one value is required'));
  if (values.length > 255)
    causes.push({
      reason: 'FieldValueTooMany',
      field: `${path}.values`,
      message: `Too many: ${values.length}: must have at most 255 items`,
    });
  for (const [n, value] of values.entries()) {
    if (operator === 'In' && value === 0)
      causes.push(wrongValue(`${path}.values[${n}]`, value, 'must not be 0 for the In operator'));
    if (n > 0 && (values[n - 1] ?? 0) > value)
      causes.push(wrongValue(`${path}.values`, values, 'must be ordered'));
    if (values.indexOf(value) < n)
      causes.push({
        reason: 'FieldValueDuplicate',
        field: `${path}.values[${n}]`,
        message: `Duplicate value: ${value}`,
      });
  }
  return causes;
}
