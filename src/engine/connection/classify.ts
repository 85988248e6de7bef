// From codes and statuses to the closed unions of outcomes. Never looks at a message's text but for the
// reason of a close, which only its platform may read.
import type { CloseCause, FailureKind } from '../../metrics/outcome.ts';
import type { UpgradeResponse } from '../../wire/handshake-response.ts';

const CONNECT: ReadonlyMap<string, FailureKind> = new Map(
  Object.entries({
    ECONNREFUSED: 'tcp-refused',
    ECONNRESET: 'tcp-reset',
    EPIPE: 'tcp-reset',
    ETIMEDOUT: 'tcp-timeout',
    EHOSTUNREACH: 'tcp-unreachable',
    ENETUNREACH: 'tcp-unreachable',
    ENETDOWN: 'tcp-unreachable',
    EACCES: 'tcp-unreachable',
    EPERM: 'tcp-unreachable',
    ENOTFOUND: 'dns-not-found',
    EMFILE: 'local-limit',
    ENFILE: 'local-limit',
    ENOBUFS: 'local-limit',
    ENOMEM: 'local-limit',
    EADDRNOTAVAIL: 'local-limit',
    EADDRINUSE: 'local-limit',
  } as const),
);

export function connectFailure(code: string): FailureKind {
  return CONNECT.get(code) ?? 'tcp-unreachable';
}

export function dnsFailure(code: string | undefined): FailureKind {
  return code === 'ETIMEOUT' || code === 'EAI_AGAIN' || code === 'DNS_ETIMEOUT'
    ? 'dns-timeout'
    : 'dns-not-found';
}

export function tlsFailure(code: string): FailureKind {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'tls-hostname';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|CRL|INVALID_CA|INVALID_PURPOSE/.test(code)) return 'tls-certificate';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'tls-closed';
  return 'tls-protocol';
}

/** A refused upgrade by its status. */
export function upgradeFailure(
  response: Pick<UpgradeResponse, 'status'>,
  hasRetryAfter: boolean,
): FailureKind {
  const { status } = response;
  if (status === 401 || status === 403) return 'auth-refused';
  if (status === 429 || (status === 503 && hasRetryAfter)) return 'throttled';
  if (status >= 300 && status < 400) return 'upgrade-redirect';
  return status >= 500 ? 'server-error' : 'upgrade-rejected';
}

/** RFC 6455's own reading of a close code; 1005 stands for a close frame without one. */
export function closeCause(code: number): CloseCause {
  switch (code) {
    case 1000:
      return 'normal';
    case 1001:
      return 'going-away';
    case 1002:
    case 1003:
    case 1007:
    case 1010:
      return 'protocol-error';
    case 1005:
      return 'no-status';
    case 1008:
      return 'policy';
    case 1009:
      return 'too-big';
    case 1011:
    case 1012:
    case 1013:
    case 1014:
      return 'server-error';
    default:
      // 3000 to 3999 are registered by libraries, 4000 to 4999 private: RFC 6455 section 7.4.2.
      return code >= 3000 && code <= 4999 ? 'application' : 'unknown';
  }
}

/** A connection that ended below WebSocket: FIN when there is no code. */
export function disconnectCause(code: string | null): CloseCause {
  return code === null ? 'fin-without-close' : 'reset';
}
