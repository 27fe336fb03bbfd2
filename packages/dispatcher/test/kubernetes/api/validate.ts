import type { Fields, Job, KubeObject, Pod, Texts } from '../objects.ts';
import type { Cause } from './api-error.ts';
import { claims, configMaps, jobs, pods, type Resource, secrets } from './resources.ts';
import { validateJob } from './validate-job.ts';
import { nameCauses, required, wrongValue } from './validate-names.ts';
import { podSpecCauses } from './validate-pod.ts';

const longestData = 1024 * 1024;

/** All that is wrong with an object that is to be kept. */
export function validationCauses(resource: Resource, object: KubeObject): Cause[] {
  return [...nameCauses(resource, object), ...specCauses(resource, object)];
}

function specCauses(resource: Resource, object: KubeObject): Cause[] {
  switch (resource) {
    case jobs:
      return validateJob(object as Job);
    case pods:
      return podSpecCauses('spec', (object as Pod).spec);
    case configMaps:
    case secrets:
      return dataCauses(object);
    case claims:
      return claimCauses(object.spec ?? {});
    default:
      return [];
  }
}

function claimCauses(spec: Fields): Cause[] {
  const modes = (spec.accessModes ?? []) as string[];
  const requests = (spec.resources as { requests?: Texts } | undefined)?.requests ?? {};
  return [
    ...(modes.length > 0
      ? []
      : [required('spec.accessModes', 'at least 1 access mode is required')]),
    ...(requests.storage === undefined ? [required('spec.resources[storage]')] : []),
  ];
}

function dataCauses(object: KubeObject): Cause[] {
  const data = Object.entries((object.data ?? {}) as Texts);
  const binary = Object.entries((object.binaryData ?? {}) as Texts);
  const encoded = object.kind === 'Secret';
  const bytes = (text: string, base64: boolean) =>
    base64 ? Buffer.byteLength(text, 'base64') : Buffer.byteLength(text);
  const size =
    data.reduce((sum, [, text]) => sum + bytes(text, encoded), 0) +
    binary.reduce((sum, [, text]) => sum + bytes(text, true), 0);
  const wrongKeys = [...data, ...binary].filter(([key]) => !/^[-._a-zA-Z0-9]{1,253}$/.test(key));
  return [
    ...wrongKeys.map(([key]) =>
      wrongValue(
        `data[${key}]`,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    ),
    ...(size > longestData
      ? [
          {
            reason: 'FieldValueTooLong',
            field: encoded ? 'data' : '[]',
            message: `Too long: may not be more than ${longestData} bytes`,
          },
        ]
      : []),
  ];
}
