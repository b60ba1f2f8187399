import { Command, CommanderError } from 'commander';
import { EXIT, type CliIo, type ExitCode } from './io.ts';
import type { Printer } from './printer.ts';

/** The code for an error; commander has printed its own already. */
export function codeOf(error: unknown, printer: Printer): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  return printer.error(error);
}

/** A program that prints by way of `printer` and never ends the process. */
export function newProgram(name: string, io: CliIo, printer: Printer): Command {
  return new Command(name)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => {
        printer.text(text);
      },
      writeErr: (text) => {
        io.stderr.write(text);
      },
      outputError: (text, writeErr) => {
        const message = text
          .trim()
          .replace(/^error: /, '')
          .replaceAll(/\s*\n\s*/g, ' ');
        if (printer.json) writeErr(`${JSON.stringify({ error: message, code: 'usage' })}\n`);
        else writeErr(`error: ${message} (usage)\n`);
      },
    });
}
