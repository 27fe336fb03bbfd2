import type { KubeObject } from '../objects.ts';
import type { Cause } from './api-error.ts';
import type { Resource } from './resources.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const serviceName = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const labelName = /^([a-z0-9.-]+\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

export const isLabel = (text: string): boolean => text.length <= 63 && label.test(text);

const words = {
  subdomain:
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  label:
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  service:
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  labelValue:
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
  labelName:
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
};

export const wrongValue = (field: string, value: unknown, why: string): Cause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${typeof value === 'object' ? '' : JSON.stringify(value)}${typeof value === 'object' ? JSON.stringify(value) : ''}: ${why}`,
  field,
});

export const required = (field: string, why = ''): Cause => ({
  reason: 'FieldValueRequired',
  message: why === '' ? 'Required value' : `Required value: ${why}`,
  field,
});

/** What is wrong with the name, labels and annotations of an object. */
export function nameCauses(resource: Resource, { metadata }: KubeObject): Cause[] {
  const { name, labels = {}, annotations = {} } = metadata;
  const kind =
    resource.plural === 'services'
      ? 'service'
      : resource.plural === 'namespaces'
        ? 'label'
        : 'subdomain';
  const [pattern, longest] = {
    service: [serviceName, 63] as const,
    label: [label, 63] as const,
    subdomain: [subdomain, 253] as const,
  }[kind];
  const causes: Cause[] = [];
  if (!pattern.test(name)) causes.push(wrongValue('metadata.name', name, words[kind]));
  if (name.length > longest)
    causes.push(wrongValue('metadata.name', name, `must be no more than ${longest} bytes`));
  causes.push(...labelCauses('metadata.labels', labels));
  for (const key of Object.keys(annotations))
    if (!labelName.test(key)) causes.push(wrongValue('metadata.annotations', key, words.labelName));
  if (
    Object.entries(annotations).reduce((sum, [k, v]) => sum + k.length + Buffer.byteLength(v), 0) >
    262_144
  )
    causes.push({
      reason: 'FieldValueTooLong',
      field: 'metadata.annotations',
      message: 'Too long: may not be more than 262144 bytes',
    });
  return causes;
}

export function labelCauses(field: string, labels: { [name: string]: string }): Cause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(labelName.test(key) && (key.split('/').at(-1) ?? '').length <= 63
      ? []
      : [wrongValue(field, key, words.labelName)]),
    ...(labelValue.test(value) ? [] : [wrongValue(field, value, words.labelValue)]),
    ...(value.length > 63 ? [wrongValue(field, value, 'must be no more than 63 bytes')] : []),
  ]);
}
