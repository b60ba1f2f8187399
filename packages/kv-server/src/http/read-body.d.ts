import type { z } from 'zod';
/** Reads a body of at most `maxBytes`; a longer one is refused as soon as that shows. */
export declare function readBody(request: Request, maxBytes: number): Promise<Uint8Array>;
/** The media type of a body, in lower case and without parameters. */
export declare function mediaType(request: Request): string;
export declare function parseJson(body: Uint8Array): unknown;
/** Checks outside input; what is wrong is said in one message. */
export declare function checked<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  where: string,
): z.infer<Schema>;
//# sourceMappingURL=read-body.d.ts.map
