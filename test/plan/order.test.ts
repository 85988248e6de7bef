// Commands reach whoever follows, in order, the earlier ones too.
import { expect, test } from 'bun:test';
import type { Command } from '../../src/plan/command.ts';
import { CommandFeed } from '../../src/plan/order.ts';

const end = (withinUs: number): Command => ({ kind: 'end', because: 'interrupt', evidence: {}, withinUs });

test('a follower hears what was given before it came, what comes, and nothing after it went', () => {
  const feed = new CommandFeed();
  const heard: Command[] = [];
  feed.give(end(1));
  const unfollow = feed.follow((command) => heard.push(command));
  feed.give(end(2));
  unfollow();
  feed.give(end(3));
  expect(heard).toEqual([end(1), end(2)]);
});
