// Which opening is spoken on a stream. Today there is one, HTTP/1.1's upgrade; another is a line here.
import type { EngineContext } from '../shared/context.ts';
import type { Destination } from '../shared/destination.ts';
import type { TransportSocket } from '../transport/transport.ts';
import type { Opening, OpeningOwner } from './opening.ts';
import { Upgrade } from './upgrade.ts';
import { upgradeRequestFor } from './upgrade-request.ts';

export function createOpening(
  context: EngineContext,
  owner: OpeningOwner,
  destination: Destination,
  stream: TransportSocket,
): Opening {
  return new Upgrade(context, owner, destination, stream);
}

/** What keeps any opening from being spoken to a destination that somebody else named; null where nothing does. */
export function openingProblem(context: EngineContext, destination: Destination): string | null {
  const request = upgradeRequestFor(destination, context.plan.target.deflate);
  return 'problem' in request ? request.problem : null;
}
