// Whose machine is about to be loaded, and who allowed it. Loopback is one's own; everything else needs a name.
// Law: no load leaves this machine without somebody named for it, and then gently unless told otherwise.
import { isLoopback } from './address.ts';
import type { Compilation } from './compilation.ts';

/** What holds outside loopback where the user says nothing else. */
export const OUTSIDE_CAPS = {
  handshakesPerSecond: 50,
  maxHandshakesInFlight: 50,
  connections: 1_000,
} as const;

const VENDORS: readonly { readonly vendor: string; readonly hosts: RegExp }[] = [
  { vendor: 'Genesys', hosts: /(^|\.)(mypurecloud\.[a-z.]+|pure\.cloud|genesys(cloud)?\.com)$/ },
  {
    vendor: 'NICE',
    hosts: /(^|\.)(nice-?incontact|incontact|nicecxone|nice-cxone|cxone)(-[a-z]+)?\.[a-z.]+$/,
  },
];

/** Whose platform the host is, where it is known to be a vendor's. */
export function vendorOf(host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  return VENDORS.find(({ hosts }) => hosts.test(name))?.vendor;
}

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
