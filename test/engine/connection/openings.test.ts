// Which opening is spoken, and what keeps any from being spoken.
import { expect, test } from 'bun:test';
import { createOpening, openingProblem } from '../../../src/engine/connection/openings.ts';
import { Upgrade } from '../../../src/engine/connection/upgrade.ts';
import { targetDestination } from '../../../src/engine/shared/destination.ts';
import { DialRig } from './dial-rig.ts';
import { Line } from './wire.ts';

test('HTTP/1.1 has the upgrade', () => {
  const { context } = new DialRig();
  const destination = targetDestination(context.plan.target, 'none', undefined);
  const line = new Line('127.0.0.1', destination, undefined as never);
  expect(createOpening(context, undefined as never, destination, line)).toBeInstanceOf(Upgrade);
});

test('a destination is held against what can be said', () => {
  const { context } = new DialRig();
  const destination = targetDestination(context.plan.target, 'none', undefined);
  expect(openingProblem(context, destination)).toBeNull();
  expect(openingProblem(context, { ...destination, subprotocols: ['a', 'a'] })).toContain('subprotocol');
  expect(openingProblem(context, { ...destination, path: '/a b' })).toContain('path');
});
