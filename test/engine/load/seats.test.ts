// The seats of one shard against their laws: `wanted` is how many are wanted, an arrival always finds one that is not, and
// no ordinal is another shard's.
import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Seat, SeatHost } from '../../../src/engine/load/seat.ts';
import { Seats } from '../../../src/engine/load/seats.ts';
import { jump, planOf, Rig } from './rig.ts';

/** Seats of a load that never comes to dial: nobody moves its clock. */
function seatsOf(index = 0, count = 1) {
  const { context, clock } = new Rig(planOf([jump(1, 1)]));
  const host: SeatHost = {
    context,
    onDue: () => {},
    onHandshakeEnded: () => {},
    redials: () => false,
    maySend: () => true,
    onDialed: () => {},
    onGone: () => {},
  };
  const seats = new Seats(host, { index, count });
  /** As a load does: the seat itself is told too. */
  const arrive = (ordinal: number) => wanted(seats.arrive(ordinal));
  const more = () => wanted(seats.more());
  const wanted = (seat: Seat) => {
    expect(seat.isWanted && known.has(seat)).toBe(false);
    known.add(seat);
    seat.arriveAt(clock.nowUs());
    return seat;
  };
  const known = new Set<Seat>();
  const give = (seat: Seat) => {
    seats.vacate(seat);
    seat.giveUp();
  };
  const countWanted = () => [...seats.all()].filter((seat) => seat.isWanted).length;
  return {
    seats,
    arrive,
    more,
    give,
    depart: (ordinal: number) => seats.depart(ordinal)?.leave(),
    countWanted,
  };
}

test('an arrival takes the seat of its ordinal, and a departure frees it', () => {
  const { seats, arrive, depart } = seatsOf();
  expect([0, 1, 2].map((n) => arrive(n).ordinal)).toEqual([0, 1, 2]);
  depart(1);
  expect([...seats.all()].map((seat) => seat.isWanted)).toEqual([true, false, true]);
  const second = arrive(1);
  expect([second.ordinal, seats.wanted, [...seats.all()].length]).toEqual([1, 3, 3]);
});

test('where its own is taken, an arrival has one that was given up, or a new one of the shard', () => {
  const { seats, arrive, more, give } = seatsOf(1, 4);
  const [first, second] = [arrive(1), arrive(5)];
  expect(more().ordinal).toBe(9);
  give(first);
  // The ninth is wanted already, though the profile had not come to it.
  expect(arrive(9)).toBe(first);
  expect(arrive(13).ordinal).toBe(13);
  give(second);
  give(second);
  expect(seats.wanted).toBe(3);
  expect([more(), more().ordinal]).toEqual([second, 17]);
  expect(seatsOf(1, 4).more().ordinal).toBe(1);
});

test("one that was given up and is wanted again is nobody else's", () => {
  const { arrive, more, give } = seatsOf();
  const [first, second] = [arrive(0), arrive(1)];
  give(first);
  give(second);
  expect([arrive(1), arrive(0)]).toEqual([second, first]);
  expect(more().ordinal).toBe(2);
});

test('a departure whose seat has left already takes the last that is wanted, and nobody where none is', () => {
  const { seats, arrive, give, depart } = seatsOf();
  const all = [0, 1, 2].map(arrive);
  give(all[1]!);
  depart(1);
  expect(all.map((seat) => seat.isWanted)).toEqual([true, false, false]);
  depart(0);
  depart(2);
  expect(seats.wanted).toBe(0);
  expect(seats.depart(0)).toBeUndefined();
  expect(seats.wanted).toBe(0);
});

test('the laws hold, whatever is asked for', () => {
  const anyAct = fc.tuple(fc.constantFrom('arrive', 'depart', 'more', 'give', 'surplus'), fc.nat(12));
  const anyShard = fc.tuple(fc.nat(3), fc.integer({ min: 4, max: 5 }));
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 60 }), anyShard, (acts, [index, count]) => {
      const rig = seatsOf(index, count);
      for (const [act, n] of acts) {
        const before = rig.seats.wanted;
        const all = [...rig.seats.all()];
        if (act === 'arrive') rig.arrive(index + n * count);
        if (act === 'more') rig.more();
        if (act === 'depart') rig.depart(index + n * count);
        if (act === 'give' && all.length > 0) rig.give(all[n % all.length]!);
        if (act === 'surplus') for (const seat of rig.seats.surplus(n)) rig.give(seat);
        expect(rig.seats.wanted).toBe(rig.countWanted());
        if (act === 'arrive' || act === 'more') expect(rig.seats.wanted).toBe(before + 1);
        if (act === 'depart') expect(rig.seats.wanted).toBe(Math.max(0, before - 1));
        if (act === 'surplus') expect(rig.seats.wanted).toBe(Math.min(before, n));
      }
      const ordinals = [...rig.seats.all()].map(({ ordinal }) => ordinal);
      expect(ordinals.filter((ordinal) => ordinal % count !== index)).toEqual([]);
      expect(new Set(ordinals).size).toBe(ordinals.length);
    }),
  );
});

test('those beyond a level are the last, and none where there are fewer', () => {
  const { seats, arrive, give } = seatsOf();
  const all = [0, 1, 2, 3, 4].map(arrive);
  give(all[3]!);
  expect(seats.surplus(2).map(({ ordinal }) => ordinal)).toEqual([4, 2]);
  expect(seats.surplus(4)).toEqual([]);
  expect(seats.wanted).toBe(4);
});
