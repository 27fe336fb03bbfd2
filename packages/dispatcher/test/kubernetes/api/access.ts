import type { Fields } from '../objects.ts';
import { forbidden } from './api-error.ts';
import type { Target } from './request-target.ts';

/** What a user may not do; a part that is left out stands for all. */
export interface Denial {
  readonly verb?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
}

interface Access {
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
}

const covers = (denial: Denial, access: Access): boolean =>
  (['verb', 'resource', 'subresource', 'namespace'] as const).every(
    (part) => denial[part] === undefined || denial[part] === access[part],
  );

/** The permissions of the one user whom the kubeconfig is for: all, but what is denied. */
export class Permissions {
  denials: Denial[] = [];

  private isAllowed(access: Access): boolean {
    return !this.denials.some((denial) => covers(denial, access));
  }

  check(verb: string, { resource, subresource = '', namespace = '', name = '' }: Target): void {
    const access = { verb, resource: resource.plural, subresource, namespace };
    if (this.isAllowed(access)) return;
    const what = subresource === '' ? resource.plural : `${resource.plural}/${subresource}`;
    const where = namespace === '' ? ' at the cluster scope' : ` in the namespace "${namespace}"`;
    throw forbidden(
      resource,
      name,
      `User "tester" cannot ${verb} resource "${what}" in API group "${resource.group}"${where}`,
    );
  }

  /** Answers a SelfSubjectAccessReview or a SelfSubjectRulesReview. */
  review(kind: string, body: Fields): Fields {
    const spec = (body.spec ?? {}) as Fields;
    const asked = (spec.resourceAttributes ?? {}) as { [name: string]: string };
    const allowed = this.isAllowed({
      verb: asked.verb ?? '',
      resource: asked.resource ?? '',
      subresource: asked.subresource ?? '',
      namespace: asked.namespace ?? '',
    });
    const rules = {
      incomplete: false,
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [],
    };
    return {
      ...body,
      kind,
      metadata: { creationTimestamp: null },
      spec,
      status:
        kind === 'SelfSubjectAccessReview'
          ? { allowed, ...(allowed ? { reason: 'allowed to the tester' } : {}) }
          : rules,
    };
  }
}
