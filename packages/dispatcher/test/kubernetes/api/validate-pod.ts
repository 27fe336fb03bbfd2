import type { Container, PodSpec } from '../objects.ts';
import type { Cause } from './api-error.ts';
import { isLabel, required, wrongValue } from './validate-names.ts';

/** Of a pod or a pod template. */
export function podSpecCauses(path: string, spec: PodSpec): Cause[] {
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  const containers = spec.containers ?? [];
  return [
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...(spec.volumes ?? []).flatMap((volume, n) =>
      isLabel(volume.name)
        ? []
        : [
            wrongValue(
              `${path}.volumes[${n}].name`,
              volume.name,
              'a lowercase RFC 1123 label is expected',
            ),
          ],
    ),
    ...containers.flatMap((item, n) => containerCauses(`${path}.containers[${n}]`, item, volumes)),
    ...(spec.initContainers ?? []).flatMap((item, n) =>
      containerCauses(`${path}.initContainers[${n}]`, item, volumes),
    ),
    ...(spec.hostname !== undefined && !isLabel(spec.hostname)
      ? [wrongValue(`${path}.hostname`, spec.hostname, 'must be no more than 63 bytes')]
      : []),
  ];
}

const standard = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

function containerCauses(path: string, container: Container, volumes: Set<string>): Cause[] {
  const { name, image, env = [], volumeMounts = [], resources = {} } = container;
  const { limits = {}, requests = {} } = resources;
  const amounts = [...Object.entries(limits), ...Object.entries(requests)];
  const paths = volumeMounts.map(({ mountPath }) => mountPath);
  return [
    ...(name === undefined || name === '' ? [required(`${path}.name`)] : []),
    ...(name !== undefined && !isLabel(name)
      ? [wrongValue(`${path}.name`, name, 'a lowercase RFC 1123 label is expected')]
      : []),
    ...(image === undefined || image === '' ? [required(`${path}.image`)] : []),
    ...env.flatMap(({ name: variable }, n) =>
      /^[ -<>-~]+$/.test(variable)
        ? []
        : [
            wrongValue(
              `${path}.env[${n}].name`,
              variable,
              "a valid environment variable name must consist only of printable ASCII characters other than '='",
            ),
          ],
    ),
    ...volumeMounts.flatMap((mount, n) => [
      ...(volumes.has(mount.name)
        ? []
        : [
            {
              reason: 'FieldValueNotFound',
              field: `${path}.volumeMounts[${n}].name`,
              message: `Not found: ${JSON.stringify(mount.name)}`,
            },
          ]),
      ...(paths.indexOf(mount.mountPath) < n
        ? [wrongValue(`${path}.volumeMounts[${n}].mountPath`, mount.mountPath, 'must be unique')]
        : []),
      ...(mount.subPath?.startsWith('/')
        ? [
            wrongValue(
              `${path}.volumeMounts[${n}].subPath`,
              mount.subPath,
              'must be a relative path',
            ),
          ]
        : []),
    ]),
    ...amounts.flatMap(([what, amount]) =>
      /^[+-]?(\d+|\d*\.\d+|\d+\.)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.test(amount)
        ? []
        : [
            wrongValue(
              `${path}.resources.${what in limits ? 'limits' : 'requests'}[${what}]`,
              amount,
              "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            ),
          ],
    ),
    ...amounts.flatMap(([what]) =>
      what.includes('/') || standard.test(what)
        ? []
        : [
            wrongValue(
              `${path}.resources.${what in limits ? 'limits' : 'requests'}[${what}]`,
              what,
              'must be a standard resource type or fully qualified',
            ),
          ],
    ),
    ...Object.keys(requests).flatMap((what) =>
      what.includes('/') && limits[what] === undefined
        ? [
            required(
              `${path}.resources.limits`,
              'Limit must be set for non overcommitable resources',
            ),
          ]
        : what.includes('/') && requests[what] !== limits[what]
          ? [
              wrongValue(
                `${path}.resources.requests[${what}]`,
                requests[what],
                `must be equal to ${what} limit`,
              ),
            ]
          : [],
    ),
  ];
}
