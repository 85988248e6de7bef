// The words about how long things may take -> Deadlines. A phase of the handshake of which nothing was said takes
// what --handshake-timeout says: the table of settings knows that, not this file.
import type { Deadlines } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Compilation } from './compilation.ts';

export function compileDeadlines(compilation: Compilation, { presets }: Platform): Deadlines {
  return {
    dnsUs: compilation.valueOrDefault('dns-timeout'),
    tcpUs: compilation.valueOrDefault('tcp-timeout'),
    tlsUs: compilation.valueOrDefault('tls-timeout'),
    upgradeUs: compilation.valueOrDefault('upgrade-timeout'),
    readyUs: compilation.valueOrDefault('ready-timeout'),
    closeUs: compilation.value('close-timeout') ?? presets.closeTimeoutUs.value,
    drainUs: compilation.valueOrDefault('drain-timeout'),
  };
}
