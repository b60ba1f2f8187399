import { Command, Option } from 'commander';
import { z } from 'zod';

/** How an option is shown to people; held in the metadata of its schema. */
export interface OptionFacts {
  readonly description: string;
  /** What stands for the value in the help; without one, the option is a switch. */
  readonly placeholder?: string;
  /** Used when nobody says anything. Where it depends on other options, `defaultText` says how. */
  readonly default?: string | number | boolean;
  readonly defaultText?: string;
}

export type Shape = Readonly<Record<string, z.ZodType>>;

/** Where a value comes from. */
export type Source =
  | { readonly kind: 'flag' | 'environment'; readonly name: string }
  | { readonly kind: 'file'; readonly name: string; readonly file: string }
  | { readonly kind: 'default' };

/** One thing that is wrong with a configuration, for people. */
export type Mistake = string;

/** A value as somebody gave it, not yet checked. */
export interface Given {
  readonly value: unknown;
  readonly source: Source;
}

export function factsOf(schema: z.ZodType): OptionFacts {
  const facts = z.globalRegistry.get(schema);
  if (facts?.description === undefined) throw new TypeError('an option lacks its facts');
  return facts as OptionFacts;
}

/** Attaches facts to an option's schema. */
export function described<Schema extends z.ZodType>(schema: Schema, facts: OptionFacts): Schema {
  return schema.meta({ ...facts });
}

export function describeSource(source: Source): string {
  switch (source.kind) {
    case 'flag':
      return `flag ${source.name}`;
    case 'environment':
      return `environment variable ${source.name}`;
    case 'file':
      return `"${source.name}" in ${source.file}`;
    case 'default':
      return 'default';
  }
}

/** A command of `commander` that knows the options of `shape`, for its parser and its help. */
export function commandFor(name: string, summary: string, shape: Shape): Command {
  const command = new Command(name)
    .description(summary)
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments();
  for (const [option, schema] of Object.entries(shape)) {
    const { description, placeholder, default: fallback, defaultText } = factsOf(schema);
    const shown =
      defaultText ?? (fallback === undefined || fallback === false ? undefined : String(fallback));
    // The value is optional to the parser alone, so that a missing one is reported together with other mistakes.
    const flags = placeholder === undefined ? `--${option}` : `--${option} [${placeholder}]`;
    command.addOption(
      new Option(flags, shown === undefined ? description : `${description} (default: ${shown})`),
    );
  }
  command.configureHelp({ optionTerm: ({ flags }) => flags.replace('[', '<').replace(']', '>') });
  return command;
}

/** Reads flags. Unknown ones, and words that belong to none, are mistakes. */
export function readFlags(
  command: Command,
  shape: Shape,
  argv: readonly string[],
  mistakes: Mistake[],
): Map<string, Given> {
  const { operands, unknown } = command.parseOptions([...argv]);
  for (const word of operands) mistakes.push(`${JSON.stringify(word)}: expected a flag that begins with --`);
  const flags = unknown.filter((word) => word.startsWith('-') && word !== '--');
  for (const word of flags) mistakes.push(`${word.split('=')[0]}: there is no such flag; --help lists all`);
  const given = new Map<string, Given>();
  for (const option of command.options) {
    const name = option.long?.slice(2) ?? '';
    const value: unknown = command.getOptionValue(option.attributeName());
    if (value === undefined || !(name in shape)) continue;
    given.set(name, { value, source: { kind: 'flag', name: `--${name}` } });
  }
  return given;
}

/**
 * Reads the environment. A variable that begins with `prefix`, names no option and is not `foreign` is only worth a
 * warning: orchestrators set variables of their own, named after services (`SEAWORTHY_SERVICE_HOST`).
 */
export function readEnvironment(
  prefix: string,
  shape: Shape,
  env: Readonly<Record<string, string | undefined>>,
  warnings: Mistake[],
  foreign: ReadonlySet<string> = new Set(),
): Map<string, Given> {
  const names = new Map(
    Object.keys(shape).map((option) => [`${prefix}${option.toUpperCase().replaceAll('-', '_')}`, option]),
  );
  const given = new Map<string, Given>();
  for (const [name, value] of Object.entries(env)) {
    // Set to nothing is how a compose file leaves a variable out.
    if (!name.startsWith(prefix) || value === undefined || value === '' || foreign.has(name)) continue;
    const option = names.get(name);
    if (option === undefined)
      warnings.push(`environment variable ${name}: there is no such option; --help lists all`);
    else given.set(option, { value, source: { kind: 'environment', name } });
  }
  return given;
}

/** Reads the text of a configuration file: a JSON object with the names of options. */
export function readFileText(
  file: string,
  text: string,
  shape: Shape,
  mistakes: Mistake[],
): Map<string, Given> {
  const given = new Map<string, Given>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    mistakes.push(`${file}: expected JSON: ${error instanceof Error ? error.message : String(error)}`);
    return given;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    mistakes.push(`${file}: expected a JSON object with the names of options`);
    return given;
  }
  for (const [name, value] of Object.entries(parsed)) {
    if (name in shape) given.set(name, { value, source: { kind: 'file', name, file } });
    else mistakes.push(`"${name}" in ${file}: there is no such option; --help lists all`);
  }
  return given;
}

/** Checks one option's value. A wrong one is a mistake and comes out as undefined. */
export function check(name: string, schema: z.ZodType, given: Given, mistakes: Mistake[]): unknown {
  const { value, source } = given;
  if (source.kind === 'flag' && value === true && factsOf(schema).placeholder !== undefined) {
    mistakes.push(`${source.name}: expected a value after it`);
    return undefined;
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const expected = result.error.issues.map(({ message }) => message).join('; ');
  const got = JSON.stringify(value);
  mistakes.push(`${name}: expected ${expected}, got ${got} (${describeSource(source)})`);
  return undefined;
}
