// `busyhour schema`: the JSON Schema of busyhour.yaml, for editors.
import { EXIT } from '../base/app-error.ts';
import type { CommandWords } from '../config/read/flags.ts';
import { jsonSchema } from '../config/read/schema.ts';
import { writeResult } from '../output/terminal/streams.ts';
import { type CliCommand, readWords } from './command.ts';

const COMMAND: CommandWords = {
  name: 'schema',
  summary: 'Print the JSON Schema of the configuration file, for editors.',
  usage: 'busyhour schema > busyhour.schema.json',
  flags: [],
  notes: [
    'In VS Code with its YAML extension, begin the file with: # yaml-language-server: $schema=busyhour.schema.json',
  ],
};

export const schema: CliCommand = {
  name: COMMAND.name,
  summary: COMMAND.summary,
  async act(argv) {
    if ((await readWords(COMMAND, argv)) !== undefined)
      await writeResult(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    return EXIT.passed;
  },
};
