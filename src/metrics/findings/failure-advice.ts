// What to check when handshakes fail in a given way: one sentence for each FailureKind, exhaustive by type.
// Advice for the person at the target, not a description of the failure.
import type { FailureKind } from '../outcome.ts';

export const FAILURE_ADVICE: Readonly<Record<FailureKind, string>> = {
  'local-limit':
    'This machine ran out of files, ports or memory: raise ulimit -n, or give more --source-address.',
  'prepare-timeout':
    "The platform's HTTP side does not answer in time: check its address, and whether it is overloaded.",
  'prepare-failed':
    "The platform's HTTP side cannot be reached or understood: check its address; the code is in events.ndjson.",
  'prepare-rejected':
    "The platform's HTTP side refuses what precedes a dial: check the account's rights and its limits.",
  'dns-not-found':
    'The name of the target is not in DNS: check its spelling and the resolver of this machine.',
  'dns-timeout': 'DNS did not answer: check the resolver of this machine (/etc/resolv.conf).',
  'tcp-refused': 'Nothing listens at that address and port: check both, and that the service runs.',
  'tcp-reset': 'Something resets the connections at once: check firewalls and load balancers on the way.',
  'tcp-unreachable': 'There is no route to the target: check the network, the VPN and the address.',
  'tcp-timeout': 'The target does not answer at all: check the port, and firewalls that drop silently.',
  'tls-certificate':
    'The certificate is not trusted: check that it is still valid, or name its authority with --ca.',
  'tls-hostname': 'The certificate is for another name: use the name it was issued for.',
  'tls-protocol':
    'No TLS could be agreed on: check that the port speaks TLS (wss:) and which versions it offers.',
  'tls-timeout': 'TLS stalls: check that the port speaks TLS at all and that the target is not overloaded.',
  'tls-closed':
    'The target closes during TLS: check whether it asks for a client certificate or refuses the name.',
  'upgrade-timeout':
    'The upgrade is never answered: check the path, and that a WebSocket service is behind it.',
  'upgrade-closed':
    'The target closes instead of answering the upgrade: check its own log and connection limit.',
  'upgrade-reset':
    'The target resets instead of answering the upgrade: check its own log and connection limit.',
  'upgrade-malformed': 'The answer is no HTTP/1.1: check the port, and whether it is ws: or wss:.',
  'upgrade-accept':
    'The answer is no WebSocket handshake: check for a proxy that answers in place of the service.',
  'upgrade-subprotocol': 'The subprotocols do not match: check which ones the service expects.',
  'upgrade-extension':
    'The server uses an extension nobody offered: check the service and proxies on the way.',
  'upgrade-redirect': 'The target redirects: use the address that it redirects to.',
  'upgrade-rejected':
    'The upgrade is rejected: check the path and the required headers; the status is in events.ndjson.',
  'auth-refused': 'The token is refused: check that it is valid, not expired, and allowed to connect.',
  throttled:
    'The platform throttles: it may still count earlier connections; wait, or lower the handshake rate.',
  'server-error': 'The target fails inside: check its own log.',
  'ready-timeout': 'The platform never says that it is ready: check --platform, and how it wants its token.',
  'ready-closed':
    'The platform closes after the upgrade: check the token; the close code is in events.ndjson.',
  'ready-protocol':
    'What the target says after the upgrade does not fit: check that --platform is the right one.',
  cancelled: 'The run ended before they were answered: let it last longer.',
  'worker-lost': 'Their worker process died: check the memory of this machine.',
};
