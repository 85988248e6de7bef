// TLS, and how long things may take.
// One part of the table of settings; see table.ts.
import { writeText } from '../kind.ts';
import type { Setting } from './row.ts';

const GROUP = 'TLS and timeouts';
const MS = 1_000;
const SECOND = 1_000_000;

const TLS_VERSIONS = ['1.2', '1.3'] as const;
/** Of each phase of a handshake but the first. */
const PHASE_US = 10 * SECOND;
const DNS_US = 5 * SECOND;
const inWords = (us: number) => writeText({ kind: 'duration' }, us);

export const TRANSPORT_SETTINGS = [
  {
    name: 'ca',
    kind: 'string',
    value: 'FILE',
    group: GROUP,
    path: 'tls.ca',
    help: "PEM file of authorities to trust beside the system's",
  },
  {
    name: 'tls-min',
    kind: 'choice',
    choices: TLS_VERSIONS,
    value: TLS_VERSIONS.join('|'),
    group: GROUP,
    path: 'tls.min',
    default: '1.2',
    help: 'lowest TLS version',
  },
  {
    name: 'tls-max',
    kind: 'choice',
    choices: TLS_VERSIONS,
    value: TLS_VERSIONS.join('|'),
    group: GROUP,
    path: 'tls.max',
    default: '1.3',
    help: 'highest TLS version',
  },
  {
    name: 'tls-server-name',
    kind: 'string',
    value: 'NAME',
    group: GROUP,
    path: 'tls.serverName',
    defaultText: "the address's host",
    help: 'name for SNI and for the certificate',
  },
  {
    name: 'tls-verify',
    kind: 'boolean',
    negative: true,
    group: GROUP,
    path: 'tls.verify',
    help: 'accept any certificate; the report says so',
    fileHelp: 'check the certificate; where false, the report says so',
  },
  {
    name: 'tls-resumption',
    kind: 'boolean',
    negative: true,
    group: GROUP,
    path: 'tls.resumption',
    help: 'a full TLS handshake for every connection',
    fileHelp: 'resume TLS sessions where the target allows it',
  },
  {
    name: 'handshake-timeout',
    kind: 'duration',
    value: 'TIME',
    group: GROUP,
    path: 'deadlines.handshake',
    min: MS,
    defaultText: `${inWords(PHASE_US)}, DNS ${inWords(DNS_US)}`,
    help: 'longest each phase of a handshake may take',
  },
  {
    name: 'dns-timeout',
    fileOnly: true,
    kind: 'duration',
    group: GROUP,
    path: 'deadlines.dns',
    min: MS,
    inherits: 'handshake-timeout',
    default: DNS_US,
    help: 'longest a name lookup may take',
  },
  {
    name: 'tcp-timeout',
    fileOnly: true,
    kind: 'duration',
    group: GROUP,
    path: 'deadlines.tcp',
    min: MS,
    inherits: 'handshake-timeout',
    default: PHASE_US,
    help: 'longest the TCP connect may take',
  },
  {
    name: 'tls-timeout',
    fileOnly: true,
    kind: 'duration',
    group: GROUP,
    path: 'deadlines.tls',
    min: MS,
    inherits: 'handshake-timeout',
    default: PHASE_US,
    help: 'longest the TLS handshake may take',
  },
  {
    name: 'upgrade-timeout',
    fileOnly: true,
    kind: 'duration',
    group: GROUP,
    path: 'deadlines.upgrade',
    min: MS,
    inherits: 'handshake-timeout',
    default: PHASE_US,
    help: 'longest the answer to the upgrade request may take',
  },
  {
    name: 'ready-timeout',
    fileOnly: true,
    kind: 'duration',
    group: GROUP,
    path: 'deadlines.ready',
    min: MS,
    inherits: 'handshake-timeout',
    default: PHASE_US,
    help: 'longest the platform may take to say that it is ready',
  },
  {
    name: 'close-timeout',
    kind: 'duration',
    value: 'TIME',
    group: GROUP,
    path: 'deadlines.close',
    min: MS,
    defaultText: "the platform's",
    help: "longest wait for the peer's close frame",
  },
  {
    name: 'drain-timeout',
    kind: 'duration',
    value: 'TIME',
    group: GROUP,
    path: 'deadlines.drain',
    min: MS,
    max: 600 * SECOND,
    default: 4 * SECOND,
    help: 'longest wait for all connections to close at the end',
  },
] as const satisfies readonly Setting[];
