import { z } from 'zod';
const whole = (minimum) => z.int().min(minimum);
/**
 * What every replica must agree on to reach the same state. The settings are part of that state: a leader whose own
 * differ proposes them as a command, and they hold from that point of the log on.
 */
const settingsSchema = z.strictObject({
  /** Bytes that a value may have, also after an append. */
  valueBytes: whole(1),
  /** A session that is not used for this long, in milliseconds of log time, ends. */
  sessionTtlMs: whole(1),
  /** Beyond so many sessions, the one that was not used for longest ends. */
  maxSessions: whole(1),
  /** Answers that a session keeps for a client that did not say it has them. */
  maxSessionAnswers: whole(1),
  /** Bytes of values among these answers. */
  maxSessionAnswerBytes: whole(1),
});
/**
 * What holds before the first settings command of a log. Replicas of different releases replay the same logs, so
 * these numbers never change.
 */
export const INITIAL_SETTINGS = {
  valueBytes: 1_048_576,
  sessionTtlMs: 900_000,
  maxSessions: 4096,
  maxSessionAnswers: 16_384,
  maxSessionAnswerBytes: 8_388_608,
};
/**
 * The first byte of a settings command. Servers alone propose it: as a request it is an unknown operation.
 * The rest of the command is JSON.
 */
const SETTINGS_OPERATION = 0xf0;
export function encodeSettings(settings) {
  return Buffer.concat([Uint8Array.of(SETTINGS_OPERATION), Buffer.from(JSON.stringify(settings))]);
}
export function isSettingsCommand(command) {
  return command[0] === SETTINGS_OPERATION;
}
/** The settings in a command, or null if it holds none that this release understands. */
export function decodeSettings(command) {
  try {
    return parseSettings(JSON.parse(Buffer.from(command.subarray(1)).toString('utf8')));
  } catch {
    return null;
  }
}
/** Reads settings. Throws if they are not valid. */
export function parseSettings(value) {
  return settingsSchema.parse(value);
}
export function sameSettings(a, b) {
  return Object.keys(a).every((name) => a[name] === b[name]);
}
//# sourceMappingURL=settings.js.map
