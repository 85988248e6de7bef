// Names and their addresses: asked once while fresh, tried one after the other, any host, and no more of them than a bound.
import { describe, expect, test } from 'bun:test';
import { Resolver } from '../../../src/engine/transport/resolver.ts';
import { ManualClock } from '../manual-clock.ts';

const FRESH_US = 30_000_000;

function rig(addresses: readonly string[] = ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
  const clock = new ManualClock();
  const asked: string[] = [];
  let failure: string | null = null;
  const resolver = new Resolver(clock, async (host) => {
    asked.push(host);
    if (failure !== null) throw Object.assign(new Error(), { code: failure });
    return addresses;
  });
  return {
    clock,
    asked,
    resolver,
    fail: (code: string | null) => {
      failure = code;
    },
  };
}

describe('a name', () => {
  test('is asked once for all who want it meanwhile, and known while it is fresh', async () => {
    const { clock, asked, resolver } = rig();
    expect(resolver.known('a.test')).toBeUndefined();
    const both = await Promise.all([resolver.resolve('a.test'), resolver.resolve('a.test')]);
    expect([both, asked]).toEqual([['192.0.2.1', '192.0.2.1'], ['a.test']]);
    clock.advance(FRESH_US);
    expect(resolver.known('a.test')).toBe('192.0.2.1');
    clock.advance(1);
    expect(resolver.known('a.test')).toBeUndefined();
    await resolver.resolve('a.test');
    expect(asked).toEqual(['a.test', 'a.test']);
  });

  test('whose look-up failed is asked for again', async () => {
    const { asked, resolver, fail } = rig();
    fail('EAI_AGAIN');
    expect(resolver.resolve('a.test')).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    fail(null);
    expect(await resolver.resolve('a.test')).toBe('192.0.2.1');
    expect(asked).toHaveLength(2);
  });

  test('has its next address tried where one failed, round and round, each failure counted once', async () => {
    const { resolver } = rig();
    await resolver.resolve('a.test');
    const move = (from: string) => {
      resolver.moveOnFrom('a.test', from);
      return resolver.known('a.test');
    };
    expect(move('192.0.2.1')).toBe('192.0.2.2');
    // A thousand dials to one address fail together: that is one address that failed.
    expect(move('192.0.2.1')).toBe('192.0.2.2');
    expect(move('192.0.2.2')).toBe('192.0.2.3');
    expect(move('192.0.2.3')).toBe('192.0.2.1');
  });

  test("is another name's business in nothing", async () => {
    const { resolver } = rig();
    await Promise.all([resolver.resolve('a.test'), resolver.resolve('b.test')]);
    resolver.moveOnFrom('a.test', '192.0.2.1');
    expect([resolver.known('a.test'), resolver.known('b.test')]).toEqual(['192.0.2.2', '192.0.2.1']);
  });
});

test('an address is never asked for, and there is no other to move on to', () => {
  const { clock, asked, resolver } = rig();
  for (const address of ['127.0.0.1', '::1']) {
    resolver.moveOnFrom(address, address);
    clock.advance(10 * FRESH_US);
    expect(resolver.known(address)).toBe(address);
  }
  expect(asked).toEqual([]);
});

test('of many names the first is forgotten, and none beyond the bound is kept', async () => {
  const { resolver } = rig();
  for (let i = 0; i <= 256; i++) await resolver.resolve(`host-${i}.test`);
  expect(resolver.known('host-256.test')).toBe('192.0.2.1');
  expect(resolver.known('host-1.test')).toBe('192.0.2.1');
  expect(resolver.known('host-0.test')).toBeUndefined();
});

test('by itself it asks the system', async () => {
  expect(['127.0.0.1', '::1']).toContain(await new Resolver(new ManualClock()).resolve('localhost'));
});
