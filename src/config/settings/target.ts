// What is loaded, and with whose leave.
// One part of the table of settings; see table.ts.
import type { TokenPlacement } from '../../plan/plan.ts';
import { plain } from '../../platform/plain/plain.ts';
import { platforms } from '../../platform/registry.ts';
import { either } from '../problem.ts';
import { OUTSIDE_CAPS } from './caps.ts';
import { CONNECTIONS_MAX, type Setting } from './row.ts';

const GROUP = 'Target';

/** A placement that the plan learns must be named here too: the compiler asks for it. */
const PLACED: Readonly<Record<TokenPlacement, true>> = { query: true, header: true, frame: true, none: true };
const TOKEN_PLACEMENTS = Object.keys(PLACED) as readonly TokenPlacement[];

export const TARGET_SETTINGS = [
  {
    name: 'platform',
    kind: 'string',
    value: 'NAME',
    group: GROUP,
    path: 'platform',
    default: plain.name,
    help: `how the target speaks: ${either(platforms.map((platform) => platform.name))}`,
    pageHelp: 'how the target speaks: one of the [platforms](platforms.md)',
  },
  {
    name: 'base-uri',
    aliases: ['url'],
    kind: 'string',
    value: 'URL',
    group: GROUP,
    path: 'target.url',
    secretive: true,
    help: "ws:// or wss:// address; without a path, the platform's own path is used",
  },
  {
    name: 'limit',
    kind: 'integer',
    value: 'N',
    group: GROUP,
    path: 'target.connectionLimit',
    min: 1,
    max: CONNECTIONS_MAX,
    defaultText: `--target-concurrency, else the platform's preset, outside this machine at most ${OUTSIDE_CAPS.connections}`,
    help: "the platform's connection limit, which profiles take their share of",
  },
  {
    name: 'authorized',
    kind: 'string',
    value: '"WHO"',
    group: GROUP,
    path: 'target.authorized',
    help: 'who allowed this load: needed for every target outside this machine',
  },
  {
    name: 'header',
    kind: 'list',
    value: '"Name: value"',
    group: GROUP,
    path: 'target.headers',
    fileMap: true,
    secretive: true,
    help: 'a header of the upgrade request; no secrets, run.json records it',
    fileHelp: 'headers of the upgrade request, name: value; no secrets, run.json records them',
  },
  {
    name: 'subprotocol',
    kind: 'list',
    value: 'NAME',
    group: GROUP,
    path: 'target.subprotocols',
    help: 'a WebSocket subprotocol to ask for',
    fileHelp: 'WebSocket subprotocols to ask for',
  },
  {
    name: 'deflate',
    kind: 'boolean',
    group: GROUP,
    path: 'target.deflate',
    help: 'offer permessage-deflate',
  },
  {
    name: 'source-address',
    kind: 'list',
    value: 'IP',
    group: GROUP,
    path: 'target.sourceAddresses',
    help: 'a local address, or a range A-B, to dial from',
    fileHelp: 'local addresses, or ranges A-B, to dial from',
  },
  {
    name: 'token-file',
    kind: 'string',
    value: 'FILE',
    group: GROUP,
    path: 'auth.tokenFile',
    secretive: true,
    help: 'file with the token; else the environment variable BUSYHOUR_TOKEN',
  },
  {
    name: 'token-placement',
    kind: 'choice',
    choices: TOKEN_PLACEMENTS,
    value: 'WHERE',
    group: GROUP,
    path: 'auth.tokenPlacement',
    secretive: true,
    defaultText: "the platform's",
    help: `where the token goes: ${either(TOKEN_PLACEMENTS)}`,
  },
] as const satisfies readonly Setting[];
