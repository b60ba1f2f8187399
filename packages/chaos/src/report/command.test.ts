import { describe, expect, it } from 'vitest';
import { rerunCommand } from './command.ts';
import { synthesize } from './synthetic.test.support.ts';

const { experiment } = synthesize({ seconds: 1, operations: 10, processes: 2, seed: 42 });

describe('rerunCommand', () => {
  it('says every option that decides a run, the seed among them', () => {
    expect(rerunCommand(experiment)).toBe(
      'seaworthy-chaos run --env local --nodes 5 --workload kv --nemesis partition,kill,pause,clock' +
        ' --concurrency 2 --rate 10 --time-limit 1 --seed 42',
    );
  });

  it('quotes what a shell would take apart', () => {
    expect(rerunCommand({ ...experiment, workload: `kv; rm -rf 'x'` })).toContain(
      `--workload 'kv; rm -rf '\\''x'\\'''`,
    );
  });
});
