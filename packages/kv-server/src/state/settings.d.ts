import { z } from 'zod';
/**
 * What every replica must agree on to reach the same state. The settings are part of that state: a leader whose own
 * differ proposes them as a command, and they hold from that point of the log on.
 */
declare const settingsSchema: z.ZodObject<
  {
    valueBytes: z.ZodInt;
    sessionTtlMs: z.ZodInt;
    maxSessions: z.ZodInt;
    maxSessionAnswers: z.ZodInt;
    maxSessionAnswerBytes: z.ZodInt;
  },
  z.core.$strict
>;
export type Settings = Readonly<z.infer<typeof settingsSchema>>;
/**
 * What holds before the first settings command of a log. Replicas of different releases replay the same logs, so
 * these numbers never change.
 */
export declare const INITIAL_SETTINGS: Settings;
export declare function encodeSettings(settings: Settings): Uint8Array;
export declare function isSettingsCommand(command: Uint8Array): boolean;
/** The settings in a command, or null if it holds none that this release understands. */
export declare function decodeSettings(command: Uint8Array): Settings | null;
/** Reads settings. Throws if they are not valid. */
export declare function parseSettings(value: unknown): Settings;
export declare function sameSettings(a: Settings, b: Settings): boolean;
export {};
//# sourceMappingURL=settings.d.ts.map
