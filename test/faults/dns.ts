// The catalogue's names: victims ask first, a resolver that fails; then it is healed, and the bystanders that come
// after must notice nothing: what failed was not kept.
import type { FailureKind } from '../../src/metrics/outcome.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Fault } from './fault.ts';
import { type Failing, Resolver } from './resolver.ts';

const HOST = 'target.test';

const named = (plan: Plan): Plan => {
  const { target } = plan;
  return { ...plan, target: { ...target, host: HOST, url: `ws://${HOST}:${target.port}/` } };
};

function unresolved(name: string, failing: Failing, failure: FailureKind): Fault {
  const resolver = new Resolver(failing);
  return {
    name,
    plan: named,
    spoil: (stage) => resolver.listen(stage),
    heal: (stage) => resolver.heal(stage),
    isolated: true,
    expect: { failure, detail: { code: failure === 'dns-not-found' ? 'ENOTFOUND' : 'EAI_AGAIN' } },
  };
}

export const DNS: readonly Fault[] = [
  unresolved('has a name that does not exist', 'no-name', 'dns-not-found'),
  unresolved('has a name without an address', 'no-address', 'dns-not-found'),
  {
    ...unresolved('has a resolver that is silent', 'silent', 'dns-timeout'),
    deadline: 'dns',
    expect: { failure: 'dns-timeout' },
  },
  unresolved('has a resolver that is silent for longer than the system asks', 'silent', 'dns-timeout'),
  unresolved('has a resolver that answers with garbage', 'garbage', 'dns-timeout'),
  unresolved('has no resolver', 'absent', 'dns-timeout'),
  unresolved('has a resolver that fails', 'failure', 'dns-timeout'),
  unresolved('has a resolver that refuses to answer', 'refused', 'dns-timeout'),
];
