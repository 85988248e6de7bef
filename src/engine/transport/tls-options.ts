// The plan's TLS settings as the runtime takes them: for sockets, and for what is asked over HTTP before a dial.
import type { TlsVersion } from '../../plan/plan.ts';
import type { TransportSettings } from './transport.ts';

const TLS_VERSION_CODES: Record<TlsVersion, number> = { '1.2': 0x0303, '1.3': 0x0304 };

/** An empty `serverName` sends none, and holds the certificate against the address that is dialed. */
export function tlsOptions(tls: TransportSettings['tls'], serverName: string) {
  const { ca, minVersion, maxVersion, verify } = tls;
  return {
    serverName,
    minVersion: TLS_VERSION_CODES[minVersion],
    maxVersion: TLS_VERSION_CODES[maxVersion],
    rejectUnauthorized: verify,
    ...(ca === null ? {} : { ca }),
  };
}
