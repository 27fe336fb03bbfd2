import type { Fields } from '../objects.ts';
import { type Resource, resources } from './resources.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What the server says of itself; undefined for other paths. */
export function discovery(path: string, version: string): Fields | undefined {
  if (path === '/version' || path === '/version/') return versionInfo(version);
  if (path === '/api' || path === '/api/')
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }],
    };
  if (path === '/apis' || path === '/apis/') return groupList();
  const [, group = '', number] = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/?$/.exec(path) ?? [];
  return number === undefined ? undefined : resourceList(group, number);
}

function versionInfo(version: string): Fields {
  const [major, minor] = version.split('.');
  return {
    major,
    minor,
    gitVersion: `v${version.split('.').length > 2 ? version : `${version}.0`}`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'go1.24',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

/** Kinds that are only asked with, never kept. */
const reviews = [
  ['authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'],
  ['authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'],
  ['authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'],
] as const;

const groups = (): Map<string, string> =>
  new Map([
    ...resources
      .filter(({ group }) => group !== '')
      .map(({ group, version }) => [group, version] as const),
    ...reviews.map(([group]) => [group, 'v1'] as const),
  ]);

function groupList(): Fields {
  const items = [...groups()].map(([name, version]) => {
    const known = { groupVersion: `${name}/${version}`, version };
    return { name, versions: [known], preferredVersion: known };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: items };
}

function resourceList(group: string, version: string): Fields | undefined {
  const known = resources.filter((item) => item.group === group && item.version === version);
  const asked = reviews.filter(([name]) => name === group && version === 'v1');
  if (known.length + asked.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: [
      ...known.flatMap(describe),
      ...asked.map(([, name, kind]) => ({
        name,
        singularName: kind.toLowerCase(),
        namespaced: false,
        kind,
        verbs: ['create'],
      })),
    ],
  };
}

const describe = (resource: Resource): Fields[] => [
  {
    name: resource.plural,
    singularName: resource.kind.toLowerCase(),
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(['pods', 'jobs', 'services'].includes(resource.plural) ? { categories: ['all'] } : {}),
  },
  ...resource.subresources.map((name) => ({
    name: `${resource.plural}/${name}`,
    singularName: '',
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: ['get', 'patch', 'update'],
  })),
];
