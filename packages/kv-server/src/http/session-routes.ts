import { z } from '@hono/zod-openapi';
import { NO_SESSION } from '@seaworthy/client/wire';

import type { KvService } from '../service/kv-service.ts';
import type { Api } from './api.ts';
import { HttpError } from './http-error.ts';
import { ask, writeResponse } from './kv-routes.ts';
import { sessionAnswer, writeAnswer } from './schemas.ts';

const sessionParameters = z.object({
  session: z.string().openapi({ param: { name: 'session', in: 'path' }, type: 'integer' }),
});

/** The routes of sessions. */
export function addSessionRoutes(api: Api, service: KvService): void {
  api.add(
    {
      method: 'post',
      path: '/v1/sessions',
      summary: 'Open a session, within which a write that is sent again is done once',
      description:
        'Send writes with the headers Seaworthy-Session, Seaworthy-Sequence (from 1, another for each write) and ' +
        'Seaworthy-Floor (you have the answers to all sequence numbers below).',
      responses: { 201: { description: 'Open', content: { 'application/json': { schema: sessionAnswer } } } },
    },
    async (context) => {
      const { session, revision } = await ask(service, context, { op: 'open-session' }, NO_SESSION);
      return Response.json({ session, revision }, { status: 201 });
    },
  );
  api.add(
    {
      method: 'delete',
      path: '/v1/sessions/{session}',
      summary: 'Close a session',
      request: { params: sessionParameters },
      responses: { 200: { description: 'Closed', content: { 'application/json': { schema: writeAnswer } } } },
    },
    async (context) => {
      const id = context.req.param('session') ?? '';
      const session = Number(id);
      if (!/^\d+$/.test(id) || session === 0 || !Number.isSafeInteger(session))
        throw new HttpError(
          'invalid_request',
          `a session is a whole number from 1, not ${JSON.stringify(id)}`,
        );
      const mark = { session, sequence: 0, floor: 0 };
      return writeResponse(await ask(service, context, { op: 'close-session' }, mark));
    },
  );
}
