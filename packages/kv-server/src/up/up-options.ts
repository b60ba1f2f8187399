import { z } from 'zod';

import { check, commandFor, described, factsOf, readFlags, type Mistake } from '../config/option-reader.ts';
import { path, truth, wholeNumber } from '../config/option-types.ts';

/** How far the port for peers lies above that for clients. */
export const PEER_PORT_OFFSET = 100;
const MAX_NODES = 15;

const upSchema = z.strictObject({
  nodes: described(wholeNumber(1, MAX_NODES), {
    description: 'Number of nodes',
    placeholder: 'n',
    default: 3,
  }),
  'data-dir': described(path(), {
    description: 'Directory that holds one directory and one log file per node',
    placeholder: 'path',
    default: './data',
  }),
  'base-port': described(wholeNumber(1024, 65_000), {
    description: `Port of the first node for clients; that for peers is ${PEER_PORT_OFFSET} above`,
    placeholder: 'port',
    default: 7400,
  }),
  ephemeral: described(truth(), {
    description: 'Keep the data in a temporary directory and remove it at the end',
    default: false,
  }),
});

type UpValues = z.output<typeof upSchema>;

export interface UpOptions {
  readonly nodes: number;
  readonly dataDirectory: string;
  readonly basePort: number;
  readonly ephemeral: boolean;
}

const NAME = 'seaworthy-server up';
const SUMMARY =
  'Boots a local cluster, each node a process of its own, and shows how it fares until Ctrl-C stops all of it.';

export function upHelp(): string {
  const help = described(path(), { description: 'Print this and exit' });
  return commandFor(NAME, SUMMARY, { ...upSchema.shape, help }).helpInformation();
}

export function readUpOptions(
  argv: readonly string[],
):
  | { readonly ok: true; readonly options: UpOptions }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const { shape } = upSchema;
  const flags = readFlags(commandFor(NAME, SUMMARY, shape), shape, argv, mistakes);
  const values: Partial<UpValues> = {};
  for (const [name, schema] of Object.entries(shape)) {
    const given = flags.get(name) ?? { value: factsOf(schema).default, source: { kind: 'default' } };
    Object.assign(values, { [name]: check(name, schema, given, mistakes) });
  }
  if (values.ephemeral === true && flags.has('data-dir'))
    mistakes.push(
      'data-dir: expected no directory together with --ephemeral, which makes its own (flag --data-dir)',
    );
  if (mistakes.length > 0) return { ok: false, mistakes };
  const { nodes, ephemeral, 'data-dir': dataDirectory, 'base-port': basePort } = values as UpValues;
  return { ok: true, options: { nodes, dataDirectory, basePort, ephemeral } };
}
