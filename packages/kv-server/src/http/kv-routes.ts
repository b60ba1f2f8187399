import type { RouteConfig } from '@hono/zod-openapi';
import {
  encodeCommand,
  NO_SESSION,
  type Answer,
  type KeyState,
  type Refusal,
  type Request as Operation,
  type SessionMark,
} from '@seaworthy/client/wire';
import type { Context } from 'hono';
import type { z } from 'zod';

import type { KvService } from '../service/kv-service.ts';
import type { Api, Handler } from './api.ts';
import { HttpError } from './http-error.ts';
import { checked, mediaType, parseJson, readBody } from './read-body.ts';
import * as schemas from './schemas.ts';
import { fromBytes, keyFromPath, toBytes, type Encoding } from './values.ts';

const RAW = 'application/octet-stream';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const ok = (schema: z.ZodType, description: string): RouteConfig['responses'] => ({
  200: { description, content: json(schema) },
});
const NOT_LEADER: RouteConfig['responses'] = {
  307: { description: 'Another node leads; Location names it.', content: json(schemas.errorBody) },
};
const valueBody = {
  required: true,
  content: {
    ...json(schemas.putBody),
    [RAW]: { schema: { type: 'string' as const, format: 'binary' } },
  },
};
const keyRequest = { params: schemas.keyParameters, headers: schemas.sessionHeaders };

/** The routes of keys. */
export function addKvRoutes(api: Api, service: KvService): void {
  const path = '/v1/kv/{key}';
  api.add(
    {
      method: 'get',
      path,
      summary: 'Read a key',
      description: `With \`Accept: ${RAW}\` the answer is the value itself, and headers hold the revisions.`,
      request: { params: schemas.keyParameters, query: schemas.getQuery },
      responses: { ...ok(schemas.getAnswer, 'The value'), ...NOT_LEADER },
    },
    getHandler(service),
  );
  api.add(
    {
      method: 'put',
      path,
      summary: 'Write a key',
      request: { ...keyRequest, body: valueBody },
      responses: { ...ok(schemas.writeAnswer, 'Written'), ...NOT_LEADER },
    },
    valueHandler(service, 'put'),
  );
  api.add(
    {
      method: 'post',
      path: `${path}/append`,
      summary: 'Add to the end of a value; an absent key counts as empty',
      request: { ...keyRequest, body: valueBody },
      responses: { ...ok(schemas.writeAnswer, 'Appended'), ...NOT_LEADER },
    },
    valueHandler(service, 'append'),
  );
  api.add(
    {
      method: 'delete',
      path,
      summary: 'Delete a key',
      request: keyRequest,
      responses: {
        ...ok(schemas.writeAnswer, 'It is gone; `succeeded` says whether it was there'),
        ...NOT_LEADER,
      },
    },
    async (context) =>
      writeResponse(await ask(service, context, { op: 'delete', key: keyOf(context) }, markOf(context))),
  );
  api.add(
    {
      method: 'post',
      path: `${path}/cas`,
      summary: 'Compare and set',
      description:
        'A mismatch is an answer, not an error: status 200, `succeeded` false, and the key as it is.',
      request: { ...keyRequest, body: { required: true, content: json(schemas.casBody) } },
      responses: { ...ok(schemas.casAnswer, 'Set, or not'), ...NOT_LEADER },
    },
    casHandler(service),
  );
}

function getHandler(service: KvService): Handler {
  return async (context) => {
    const { consistency, encoding } = checked(schemas.getQuery, context.req.query(), 'query');
    const serializable = consistency === 'serializable';
    const key = keyOf(context);
    const { current, revision } = await ask(service, context, { op: 'get', key, serializable }, NO_SESSION);
    if (current === null)
      throw new HttpError(
        'key_not_found',
        `there is no key ${JSON.stringify(fromBytes(key, 'utf8').value)}`,
        {
          details: { revision },
        },
      );
    if (!wantsRaw(context)) return Response.json({ ...keyStateJson(current, encoding), revision });
    return new Response(new Uint8Array(current.value), {
      headers: {
        'content-type': RAW,
        'seaworthy-revision': String(revision),
        'seaworthy-create-revision': String(current.createRevision),
        'seaworthy-mod-revision': String(current.modRevision),
        'seaworthy-version': String(current.version),
      },
    });
  };
}

function valueHandler(service: KvService, op: 'put' | 'append'): Handler {
  return async (context) => {
    const [key, mark] = [keyOf(context), markOf(context)];
    const value = await valueOf(context.req.raw, service.limits.frameBytes);
    return writeResponse(await ask(service, context, { op, key, value }, mark));
  };
}

function casHandler(service: KvService): Handler {
  return async (context) => {
    const [key, mark] = [keyOf(context), markOf(context)];
    requireMediaType(context.req.raw, ['application/json']);
    const body = parseJson(await readBody(context.req.raw, service.limits.frameBytes));
    const { expected, value, encoding } = checked(schemas.casBody, body, 'body');
    const answer = await ask(
      service,
      context,
      {
        op: 'cas',
        key,
        expected: expected === null ? null : toBytes('expected', expected, encoding),
        value: toBytes('value', value, encoding),
      },
      mark,
    );
    const { succeeded, revision, current } = answer;
    if (succeeded) return writeResponse(answer);
    return Response.json({
      succeeded,
      revision,
      current: current === null ? null : keyStateJson(current, encoding),
    });
  };
}

async function valueOf(request: Request, maxBytes: number): Promise<Uint8Array> {
  const type = requireMediaType(request, ['application/json', RAW]);
  const body = await readBody(request, maxBytes);
  if (type === RAW) return body;
  const { value, encoding } = checked(schemas.putBody, parseJson(body), 'body');
  return toBytes('value', value, encoding);
}

function requireMediaType(request: Request, allowed: readonly string[]): string {
  const type = mediaType(request);
  if (allowed.includes(type)) return type;
  throw new HttpError(
    'unsupported_media_type',
    `the Content-Type must be ${allowed.join(' or ')}, not ${type === '' ? 'absent' : type}`,
  );
}

function wantsRaw({ req }: Context): boolean {
  const accepted = (req.header('accept') ?? '')
    .split(',')
    .map((range) => range.split(';')[0]?.trim().toLowerCase());
  return accepted.includes(RAW) && !accepted.includes('application/json');
}

function keyOf({ req }: Context): Uint8Array {
  return keyFromPath(new URL(req.url).pathname.split('/')[3] ?? '');
}

/** The session that the headers name. Throws `invalid_request` if only part of it is named. */
function markOf({ req }: Context): SessionMark {
  const headers = checked(schemas.sessionHeaders, req.header(), 'headers');
  const session = headers['seaworthy-session'];
  const sequence = headers['seaworthy-sequence'];
  const floor = headers['seaworthy-floor'];
  if (session === undefined && sequence === undefined && floor === undefined) return NO_SESSION;
  if (session === undefined || sequence === undefined || session === 0 || sequence === 0)
    throw new HttpError(
      'invalid_request',
      'Seaworthy-Session and Seaworthy-Sequence go together, both from 1',
    );
  return { session, sequence, floor: floor ?? 1 };
}

/** Carries out one operation. Throws {@link HttpError} if it was refused. */
export async function ask(
  service: KvService,
  { req }: Context,
  operation: Operation,
  mark: SessionMark,
): Promise<Answer> {
  const encoded = encodeCommand(operation, mark);
  return await new Promise<Answer>((resolve, reject) => {
    service.handle(encoded, (reply) => {
      if (reply.ok) resolve(reply.answer);
      else reject(refusalError(reply.refusal, req.url));
    });
  });
}

function refusalError({ code, message, leader, leaderUrl }: Refusal, url: string): HttpError {
  if (code !== 'not_leader') return new HttpError(code, message);
  const details = { leader, leaderUrl };
  if (leaderUrl === null) return new HttpError(code, message, { details });
  const { pathname, search } = new URL(url);
  const location = new URL(`${pathname}${search}`, leaderUrl).href;
  return new HttpError(code, message, { details, status: 307, headers: { location } });
}

export function writeResponse({ succeeded, revision }: Answer): Response {
  return Response.json({ succeeded, revision });
}

function keyStateJson(state: KeyState, encoding: Encoding): z.infer<typeof schemas.keyState> {
  const { createRevision, modRevision, version } = state;
  return { ...fromBytes(state.value, encoding), createRevision, modRevision, version };
}
