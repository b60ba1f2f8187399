import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';

import { z } from 'zod';

import { listRuns } from '../run/run-folder.ts';
import { formatInstant, fromFolderName } from '../temporal.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.jsonl': 'text/plain; charset=utf-8',
  '.log': 'text/plain; charset=utf-8',
};

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

const verdictOf = z.object({ verdict: z.enum(['valid', 'invalid', 'unknown']) });

/** A server of the runs of a store, for browsers on this computer. */
export function createStoreServer(store: string): Server {
  return createServer((request, response) => {
    answer(store, request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, 500, 'the server failed');
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
}

async function answer(store: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    refuse(response, 405, 'only GET and HEAD are served');
    return;
  }
  // A page of somebody else's, whose name resolves to this computer, is not to read it.
  if (!isLocal(request.headers.host)) {
    refuse(response, 403, 'this server answers to localhost alone');
    return;
  }
  const segments = decode(request.url ?? '/');
  if (segments === undefined) refuse(response, 400, 'the path is not well-formed');
  else if (segments.length === 0) sendIndex(response, await renderIndex(store));
  else await sendFile(store, segments, request, response);
}

function isLocal(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '');
}

/** The parts of the path; undefined if any of them could lead out of the store. */
function decode(url: string): string[] | undefined {
  try {
    const path = url.split(/[?#]/, 1)[0] ?? '';
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
    const isSafe = segments.every((segment) => !/^\.|[/\\\0]/.test(segment));
    return isSafe ? segments : undefined;
  } catch {
    return undefined;
  }
}

async function sendFile(
  store: string,
  segments: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = await locate(store, segments);
  if (path === undefined) {
    refuse(response, 404, 'there is nothing here');
    return;
  }
  if (path.isFolder) {
    response.writeHead(308, {
      ...HEADERS,
      location: `/${segments.map(encodeURIComponent).join('/')}/index.html`,
    });
    response.end();
    return;
  }
  const type = TYPES[extname(path.real)] ?? 'application/octet-stream';
  response.writeHead(200, { ...HEADERS, 'content-type': type, 'content-length': path.size });
  if (request.method === 'HEAD') response.end();
  else createReadStream(path.real, { end: Math.max(0, path.size - 1) }).pipe(response);
}

/** The file behind the path, links followed, if it lies within the store. */
async function locate(
  store: string,
  segments: readonly string[],
): Promise<{ real: string; isFolder: boolean; size: number } | undefined> {
  try {
    const root = await realpath(store);
    const real = await realpath(join(root, ...segments));
    if (!real.startsWith(root + sep)) return undefined;
    const stats = await stat(real);
    if (!stats.isFile() && !stats.isDirectory()) return undefined;
    return { real, isFolder: stats.isDirectory(), size: stats.size };
  } catch {
    return undefined;
  }
}

async function renderIndex(store: string): Promise<string> {
  const rows = await Promise.all(
    (await listRuns(store)).map(async ({ name, run }) => {
      const verdict = await readVerdict(join(store, name, run, 'results.json'));
      const instant = fromFolderName(run);
      const when = instant === undefined ? run : formatInstant(instant);
      const href = `${encodeURIComponent(name)}/${encodeURIComponent(run)}/`;
      return (
        `<tr class="${verdict}"><td><a href="${href}index.html">${escape(name)}</a></td><td>${escape(when)}</td>` +
        `<td>${verdict}</td><td><a href="${href}results.json">results</a> ` +
        `<a href="${href}history.jsonl">history</a></td></tr>`
      );
    }),
  );
  const body =
    rows.length === 0
      ? '<p>There are no runs yet. <code>seaworthy-chaos run</code> makes one.</p>'
      : `<table><thead><tr><th>Run</th><th>Began</th><th>Verdict</th><th>Files</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Runs</title><style>${STYLE}</style></head><body><h1>Runs</h1>${body}</body></html>\n`;
}

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .8rem;border-bottom:1px solid #8884}
.valid td:nth-child(3){color:#2a8c4a}.invalid td:nth-child(3){color:#c83232;font-weight:bold}.unknown td:nth-child(3){color:#a66a00}`;

async function readVerdict(path: string): Promise<string> {
  try {
    return verdictOf.parse(JSON.parse(await readFile(path, 'utf8'))).verdict;
  } catch {
    return 'none';
  }
}

function sendIndex(response: ServerResponse, html: string): void {
  response.writeHead(200, {
    ...HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(html);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${message}\n`);
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
