import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { parseHistory, readHistoryFile } from './reader.ts';
import { fileSink, Recorder, type HistorySink } from './recorder.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-recorder-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function inMemory(clock: () => bigint = () => 0n): { recorder: Recorder; lines: string[] } {
  const lines: string[] = [];
  const sink: HistorySink = { write: (line) => lines.push(line), end: () => Promise.resolve() };
  return { recorder: new Recorder(sink, clock), lines };
}

describe('Recorder', () => {
  it('writes one line per event, numbered without gaps, exactly as the format has it', () => {
    let now = 1000n;
    const { recorder, lines } = inMemory(() => now);
    now += 1203456n;
    recorder.invoke(3, { f: 'cas', key: 'k1', value: [1, 2] });
    now += 10n;
    recorder.complete(3, { type: 'ok', value: true, node: 'n2', revision: 7 });
    recorder.note({ kind: 'leader', node: 'n1', term: 2, description: 'n1 leads term 2' });
    expect(lines).toEqual([
      '{"index":0,"time":1203456,"process":3,"type":"invoke","f":"cas","key":"k1","value":[1,2]}',
      '{"index":1,"time":1203466,"process":3,"type":"ok","f":"cas","key":"k1","value":true,"node":"n2","revision":7}',
      '{"index":2,"time":1203466,"process":"nemesis","type":"info","f":"note","value":{"kind":"leader","node":"n1","term":2,"description":"n1 leads term 2"}}',
    ]);
  });

  it('never lets time go back, even if the clock did', () => {
    const readings = [0n, 50n, 20n];
    const { recorder } = inMemory(() => readings.shift() ?? 0n);
    recorder.invoke(0, { f: 'get', key: 'a', value: null });
    recorder.complete(0, { type: 'ok', value: null });
    expect(recorder.events.map(({ time }) => time)).toEqual([50, 50]);
  });

  it('refuses a second open operation of one process, and a completion of none', () => {
    const { recorder } = inMemory();
    recorder.invoke(0, { f: 'get', key: 'a', value: null });
    recorder.invoke(1, { f: 'get', key: 'a', value: null });
    expect(() => recorder.invoke(0, { f: 'put', key: 'a', value: 'x' })).toThrow(
      /process 0 invoked put while/,
    );
    recorder.complete(0, { type: 'fail', error: 'busy' });
    expect(() => recorder.complete(0, { type: 'ok' })).toThrow(/process 0 completed an operation/);
  });

  it('leaves nothing open when told to abandon', () => {
    const { recorder } = inMemory();
    recorder.invoke(0, { f: 'put', key: 'a', value: 'x' });
    recorder.invoke(1, { f: 'put', key: 'b', value: 'y' });
    recorder.complete(0, { type: 'ok' });
    recorder.abandonOpen('the run was interrupted');
    expect(recorder.events.map(({ process, type }) => `${process} ${type}`)).toEqual([
      '0 invoke',
      '1 invoke',
      '0 ok',
      '1 info',
    ]);
  });

  it('tells listeners until they have had enough', () => {
    const { recorder } = inMemory();
    const seen: number[] = [];
    const stop = recorder.subscribe(({ index }) => seen.push(index));
    recorder.invoke(0, { f: 'get', key: 'a', value: null });
    stop();
    recorder.complete(0, { type: 'ok', value: null });
    expect(seen).toEqual([0]);
  });

  it('brings thousands of events to the file, which reads back as what was recorded', async () => {
    const path = join(folder, 'history.jsonl');
    const recorder = new Recorder(fileSink(path));
    for (let i = 0; i < 5000; i++) {
      recorder.invoke(i % 7, { f: 'put', key: `k${i % 3}`, value: `v${i}` });
      recorder.complete(i % 7, { type: 'ok' });
    }
    await recorder.end();
    await recorder.end();
    const text = await readFile(path, 'utf8');
    expect(text.trimEnd().split('\n')).toHaveLength(10_000);
    expect(parseHistory(text)).toEqual(recorder.events);
    expect(await readHistoryFile(path)).toEqual(recorder.events);
  });

  it('tells at the end when the file could not be written', async () => {
    const recorder = new Recorder(fileSink(join(folder, 'missing', 'history.jsonl')));
    recorder.invoke(0, { f: 'get', key: 'a', value: null });
    await expect(recorder.end()).rejects.toThrow(/ENOENT/);
  });
});
