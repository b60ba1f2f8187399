import { z } from '@hono/zod-openapi';
export declare const keyParameters: z.ZodObject<
  {
    key: z.ZodString;
  },
  z.core.$strip
>;
export declare const getQuery: z.ZodObject<
  {
    consistency: z.ZodDefault<
      z.ZodEnum<{
        linearizable: 'linearizable';
        serializable: 'serializable';
      }>
    >;
    encoding: z.ZodDefault<
      z.ZodEnum<{
        base64: 'base64';
        utf8: 'utf8';
      }>
    >;
  },
  z.core.$strict
>;
/** Headers that make a write one of a session's; without them, a write whose answer is lost may have happened. */
export declare const sessionHeaders: z.ZodObject<
  {
    'seaworthy-session': z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
    'seaworthy-sequence': z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
    'seaworthy-floor': z.ZodOptional<z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>>;
  },
  z.core.$strip
>;
export declare const putBody: z.ZodObject<
  {
    value: z.ZodString;
    encoding: z.ZodDefault<
      z.ZodEnum<{
        base64: 'base64';
        utf8: 'utf8';
      }>
    >;
  },
  z.core.$strict
>;
export declare const casBody: z.ZodObject<
  {
    expected: z.ZodNullable<z.ZodString>;
    value: z.ZodString;
    encoding: z.ZodDefault<
      z.ZodEnum<{
        base64: 'base64';
        utf8: 'utf8';
      }>
    >;
  },
  z.core.$strict
>;
export declare const keyState: z.ZodObject<
  {
    value: z.ZodString;
    encoding: z.ZodEnum<{
      base64: 'base64';
      utf8: 'utf8';
    }>;
    createRevision: z.ZodInt;
    modRevision: z.ZodInt;
    version: z.ZodInt;
  },
  z.core.$strip
>;
export declare const getAnswer: z.ZodObject<
  {
    value: z.ZodString;
    encoding: z.ZodEnum<{
      base64: 'base64';
      utf8: 'utf8';
    }>;
    createRevision: z.ZodInt;
    modRevision: z.ZodInt;
    version: z.ZodInt;
    revision: z.ZodInt;
  },
  z.core.$strip
>;
export declare const writeAnswer: z.ZodObject<
  {
    succeeded: z.ZodBoolean;
    revision: z.ZodInt;
  },
  z.core.$strip
>;
export declare const casAnswer: z.ZodObject<
  {
    succeeded: z.ZodBoolean;
    revision: z.ZodInt;
    current: z.ZodOptional<
      z.ZodNullable<
        z.ZodObject<
          {
            value: z.ZodString;
            encoding: z.ZodEnum<{
              base64: 'base64';
              utf8: 'utf8';
            }>;
            createRevision: z.ZodInt;
            modRevision: z.ZodInt;
            version: z.ZodInt;
          },
          z.core.$strip
        >
      >
    >;
  },
  z.core.$strip
>;
export declare const sessionAnswer: z.ZodObject<
  {
    session: z.ZodInt;
    revision: z.ZodInt;
  },
  z.core.$strip
>;
export declare const errorBody: z.ZodObject<
  {
    error: z.ZodString;
    code: z.ZodEnum<{
      busy: 'busy';
      frame_too_large: 'frame_too_large';
      internal: 'internal';
      invalid_request: 'invalid_request';
      key_not_found: 'key_not_found';
      key_too_long: 'key_too_long';
      method_not_allowed: 'method_not_allowed';
      not_found: 'not_found';
      not_leader: 'not_leader';
      not_ready: 'not_ready';
      outcome_unknown: 'outcome_unknown';
      session_expired: 'session_expired';
      shutting_down: 'shutting_down';
      unknown_operation: 'unknown_operation';
      unsupported_media_type: 'unsupported_media_type';
      value_too_large: 'value_too_large';
    }>;
    retryable: z.ZodBoolean;
    leader: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    leaderUrl: z.ZodOptional<z.ZodNullable<z.ZodString>>;
  },
  z.core.$strip
>;
export declare const statusAnswer: z.ZodObject<
  {
    node: z.ZodString;
    cluster: z.ZodString;
    version: z.ZodString;
    role: z.ZodEnum<{
      candidate: 'candidate';
      follower: 'follower';
      leader: 'leader';
      'pre-candidate': 'pre-candidate';
    }>;
    term: z.ZodInt;
    leader: z.ZodNullable<z.ZodString>;
    leaderUrl: z.ZodNullable<z.ZodString>;
    snapshot: z.ZodInt;
    applied: z.ZodInt;
    commit: z.ZodInt;
    last: z.ZodInt;
    voters: z.ZodArray<z.ZodString>;
    peers: z.ZodArray<
      z.ZodObject<
        {
          id: z.ZodString;
          match: z.ZodInt;
          state: z.ZodEnum<{
            probe: 'probe';
            replicate: 'replicate';
            snapshot: 'snapshot';
          }>;
          recentlyActive: z.ZodBoolean;
        },
        z.core.$strip
      >
    >;
    revision: z.ZodInt;
    keys: z.ZodInt;
    sessions: z.ZodInt;
    stateHash: z.ZodOptional<z.ZodString>;
    clock: z.ZodObject<
      {
        wallMs: z.ZodNumber;
        monotonicMs: z.ZodNumber;
      },
      z.core.$strip
    >;
  },
  z.core.$strip
>;
export type ServerStatus = Readonly<z.infer<typeof statusAnswer>>;
export declare const readinessAnswer: z.ZodObject<
  {
    ready: z.ZodBoolean;
    checks: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            name: z.ZodString;
            ok: z.ZodBoolean;
            detail: z.ZodString;
          },
          z.core.$strip
        >
      >
    >;
  },
  z.core.$strip
>;
//# sourceMappingURL=schemas.d.ts.map
