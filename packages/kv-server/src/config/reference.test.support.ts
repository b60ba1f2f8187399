import { factsOf } from './option-reader.ts';
import { configurationSchema } from './schema.ts';

/** The table of options as the README has it. */
export function referenceTable(): string {
  return Object.entries(configurationSchema.shape)
    .map(([name, schema]) => {
      const { description, placeholder, default: fallback, defaultText } = factsOf(schema);
      const flag = placeholder === undefined ? `--${name}` : `--${name} <${placeholder}>`;
      const shown = defaultText ?? `\`${String(fallback)}\``;
      return `| \`${flag}\` | ${shown} | ${description} |`;
    })
    .join('\n');
}
