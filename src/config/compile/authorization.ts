// Whose machine is about to be loaded, and who allowed it. Loopback is one's own; everything else needs a name.
// Law: no load leaves this machine without somebody named for it.
import { vendorOf } from '../../platform/vendors.ts';
import { isLoopback } from './address.ts';
import type { Compilation } from './compilation.ts';

/** Who authorized the run; complains where the target is outside this machine and nobody did. */
export function checkAuthorization(compilation: Compilation, host: string): string | null {
  const authorizedBy = compilation.value('authorized')?.trim() ?? null;
  if (isLoopback(host)) return authorizedBy;
  const vendor = vendorOf(host);
  if (authorizedBy === null) {
    const needed =
      vendor === undefined ? '' : `; it belongs to ${vendor}, whose own approval a load test needs`;
    const who = vendor === undefined ? 'who allowed it' : `who allowed it and ${vendor}'s ticket`;
    const example = vendor === undefined ? 'Jane Doe, operations' : `Jane Doe, ${vendor} ticket 12345`;
    compilation.complain(['authorized'], `missing, and ${host} is not this machine${needed}`, {
      code: 'E_AUTHORIZATION',
      hint: `If you may load it, say ${who}: --authorized "${example}". It is recorded in run.json.`,
    });
  } else if (vendor !== undefined && !/\d/.test(authorizedBy)) {
    compilation.notes.push(
      `${host} belongs to ${vendor}, whose approval a load test needs: name its ticket in --authorized.`,
    );
  }
  return authorizedBy;
}
