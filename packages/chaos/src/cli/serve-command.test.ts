import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createStoreServer } from './serve-command.ts';

const RUN = '20260301T113000.123Z';
let folder: string;
let server: Server;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-serve-'));
  await mkdir(join(folder, 'store', 'first', RUN, 'logs'), { recursive: true });
  await mkdir(join(folder, 'store', '<b>&', RUN), { recursive: true });
  await writeFile(join(folder, 'secret'), 'secret');
  await writeFile(join(folder, 'store', 'first', RUN, 'index.html'), '<p>report</p>');
  await writeFile(join(folder, 'store', 'first', RUN, 'results.json'), '{"verdict":"invalid"}');
  await writeFile(join(folder, 'store', 'first', RUN, 'empty.log'), '');
  await symlink(RUN, join(folder, 'store', 'first', 'latest'));
  await symlink(join(folder, 'secret'), join(folder, 'store', 'way-out'));
  server = createStoreServer(join(folder, 'store'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** Unlike `fetch`, sends the path as it is. */
async function ask(
  path: string,
  more: { method?: string; host?: string } = {},
): Promise<{ status: number; type: string; body: string; location: string }> {
  const { port } = server.address() as AddressInfo;
  const { method = 'GET', host = `127.0.0.1:${port}` } = more;
  return await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path, method, headers: { host }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { 'content-type': type = '', location = '' } = response.headers;
        resolve({ status: response.statusCode ?? 0, type, location, body: Buffer.concat(chunks).toString() });
      });
    })
      .on('error', reject)
      .end();
  });
}

describe('the store server', () => {
  it('lists the runs with their verdicts, and escapes their names', async () => {
    const { status, body, type } = await ask('/');
    expect(status).toBe(200);
    expect(type).toContain('text/html');
    expect(body).toContain(`<a href="first/${RUN}/index.html">first</a>`);
    expect(body).toContain('<tr class="invalid">');
    expect(body).not.toContain('<b>');
    expect(body).toContain('&#60;b&#62;&#38;');
    expect(body).not.toContain('>latest<');
  });

  it('serves the files of a run, also by way of latest', async () => {
    expect(await ask(`/first/${RUN}/index.html`)).toMatchObject({ status: 200, body: '<p>report</p>' });
    expect(await ask('/first/latest/index.html')).toMatchObject({ status: 200, body: '<p>report</p>' });
    expect(await ask(`/first/${RUN}/results.json?x=1`)).toMatchObject({
      status: 200,
      type: 'application/json',
    });
    expect(await ask(`/first/${RUN}/empty.log`)).toMatchObject({ status: 200, body: '' });
    expect(await ask(`/first/${RUN}/`)).toMatchObject({ status: 308, location: `/first/${RUN}/index.html` });
    expect(await ask(`/first/${RUN}/index.html`, { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
    });
  });

  it.each([
    '/../secret',
    '/first/../../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '/first/..%5c..%5csecret',
    '/way-out',
    '/%00',
    '/%zz',
    '/.hidden',
  ])('does not leave the store by %s', async (path) => {
    const { status, body } = await ask(path);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret');
  });

  it('answers neither other methods nor other names', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
    expect((await ask('/', { host: 'evil.example' })).status).toBe(403);
    expect((await ask('/nothing')).status).toBe(404);
  });

  it('says so when there are no runs', async () => {
    await rm(join(folder, 'store'), { recursive: true });
    expect((await ask('/')).body).toContain('There are no runs yet');
  });
});
