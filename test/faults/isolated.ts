// What runs inside the namespaces of isolation.ts: plays the named fault, and writes its outcome as JSON.
// Judges nothing: that is done outside, where the test is.
import { CATALOGUE } from './catalogue.ts';
import { play } from './harness.ts';

const [part, name] = process.argv.slice(2);
const fault = CATALOGUE[part!]?.find((entry) => entry.name === name);
if (!fault) throw new Error(`no such fault: ${part}, ${name}`);
process.stdout.write(JSON.stringify(await play(fault)));
process.exit(0);
