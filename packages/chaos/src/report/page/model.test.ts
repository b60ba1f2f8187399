import { describe, expect, it } from 'vitest';
import { reportData } from '../render-report.ts';
import { synthesize } from '../synthetic.test.support.ts';
import { binWidth, makeBins, quantile } from './bins.ts';
import { everything, select } from './filter.ts';
import { packFaults } from './lanes.ts';
import { faultsDuring, makeModel, operationAt, operationsByIndex } from './model.ts';
import { firstOpenAt, makeRows } from './rows.ts';

const input = synthesize({ seconds: 75, operations: 3000, processes: 10, stale: true });
const model = makeModel(reportData(input));

describe('model', () => {
  it('finds operations by their history index, and leaves out those that are not there', () => {
    const { operations } = input.results.linearizability.anomalies[0]!;
    const numbers = operationsByIndex(model, [...operations, 1e9]);
    expect(numbers.map((number) => operationAt(model, number).index)).toEqual(operations);
  });

  it('knows which faults were there at a time, and none that were skipped', () => {
    const kinds = faultsDuring(model, 30.1e9, 30.2e9).map((fault) => fault.kind);
    expect(kinds).toEqual(['partition-leader']);
    expect(model.faults.every((fault) => fault.status !== 'skipped')).toBe(true);
  });
});

describe('rows', () => {
  it('puts a process that lost an answer and its successor into one row', () => {
    const rows = makeRows(model);
    expect(rows).toHaveLength(10);
    expect(rows.some((row) => row.processes.length > 1)).toBe(true);
    expect(rows.reduce((sum, row) => sum + row.operations.length, 0)).toBe(model.count);
  });

  it('starts at the operation that is open at a time', () => {
    const row = makeRows(model)[0]!;
    const fifth = row.operations[5]!;
    const during = (model.start[fifth]! + model.end[fifth]!) / 2;
    expect(firstOpenAt(model, row, during)).toBe(5);
  });
});

describe('lanes', () => {
  it('never lets two faults of a lane overlap', () => {
    const lanes = packFaults(model.faults, model.duration);
    expect(lanes).toHaveLength(2);
    for (const lane of lanes) {
      for (let i = 1; i < lane.length; i++) expect(lane[i]!.from).toBeGreaterThanOrEqual(lane[i - 1]!.to!);
    }
  });
});

describe('filter', () => {
  it('admits what fits all of its parts', () => {
    const filter = { ...everything, key: 'k3', functions: new Set(['get']), outcomes: new Set(['ok']) };
    const { mask, matches } = select(model, filter);
    const admitted = Array.from({ length: model.count }, (_, i) => i).filter((i) => mask[i] === 1);
    expect(admitted).toHaveLength(matches);
    expect(matches).toBeGreaterThan(50);
    for (const number of admitted) {
      expect(operationAt(model, number)).toMatchObject({ key: 'k3', f: 'get', outcome: 'ok' });
    }
    expect(select(model, everything).all).toBe(true);
  });

  it('finds whole numbers, and text in part', () => {
    const put = Array.from({ length: model.count }, (_, i) => operationAt(model, i)).find(
      ({ f, value }) => f === 'put' && Number(value) > 100,
    )!;
    const { mask } = select(model, { ...everything, search: String(put.value) });
    expect(mask[put.number]).toBe(1);
    const half = select(model, {
      ...everything,
      functions: new Set(['put']),
      search: String(put.value).slice(1),
    });
    expect(half.mask[put.number]).toBe(0);
    expect(select(model, { ...everything, search: `,${'1'}` }).matches).toBeGreaterThan(0);
  });
});

describe('bins', () => {
  it('counts every completed operation once', () => {
    const bins = makeBins(model, select(model, everything));
    const counted = bins.rates.map((rate) =>
      Math.round(rate.slice(0, -1).reduce((sum, n) => sum + n * bins.width, 0)),
    );
    const { ok, fail, info } = input.results.operations;
    expect(counted).toEqual([ok, fail, info]);
  });

  it('has round widths and few bins', () => {
    expect([0, 0.5, 75, 600, 86_400].map((seconds) => seconds / binWidth(seconds))).toSatisfy(
      (counts: number[]) => counts.every((bins) => bins <= 160),
    );
    expect(binWidth(75)).toBe(0.5);
  });

  it('takes quantiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([quantile(hundred, 0.5), quantile(hundred, 0.99), quantile(hundred, 1)]).toEqual([50, 99, 100]);
    expect(quantile([], 0.5)).toBeNull();
  });
});
