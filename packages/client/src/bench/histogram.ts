import { z } from 'zod';

import { invalidArgument } from '../errors.ts';

/** Latencies below this count as this: one microsecond. */
const LOWEST_MS = 0.001;
/** Latencies above this count as this, but for the maximum, which is exact: one hour. */
const HIGHEST_MS = 3_600_000;
/** Buckets to each power of two; the largest relative error is one in so many. */
const SUB_BUCKETS = 128;
/** The bits of a float64's upper half that lie below those which choose the bucket. */
const SHIFT = 20 - Math.log2(SUB_BUCKETS);

const float = new DataView(new ArrayBuffer(8));
const FIRST = floatPrefix(LOWEST_MS);
const BUCKETS = floatPrefix(HIGHEST_MS) - FIRST + 1;

const schema = z.strictObject({
  subBuckets: z.literal(SUB_BUCKETS),
  minMs: z.number().min(0),
  maxMs: z.number().min(0),
  sumMs: z.number().min(0),
  buckets: z.array(
    z.tuple([
      z
        .number()
        .int()
        .min(0)
        .max(BUCKETS - 1),
      z.number().int().min(1),
    ]),
  ),
});

/** A histogram as JSON: bucket number and count of every bucket that is not empty. */
export type HistogramJson = z.infer<typeof schema>;

/**
 * Counts latencies from 1 µs to 1 h in buckets that grow with the latency, as HdrHistogram does (log-linear): whatever
 * a percentile comes to is at most 1/128 above the true one, and never below it. All in milliseconds.
 */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #min = Infinity;
  #max = 0;
  #sum = 0;

  get count(): number {
    return this.#count;
  }

  /** Exact; 0 if nothing was recorded. */
  get max(): number {
    return this.#max;
  }

  /** Exact; 0 if nothing was recorded. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  /** Exact; 0 if nothing was recorded. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  /** A time below zero counts as zero. */
  record(ms: number): void {
    const time = ms > 0 ? ms : 0;
    this.#counts[bucketOf(time)]! += 1;
    this.#count++;
    this.#sum += time;
    if (time < this.#min) this.#min = time;
    if (time > this.#max) this.#max = time;
  }

  /** The time that `percent` of the recorded ones do not exceed, from above; 0 if nothing was recorded. */
  percentile(percent: number): number {
    if (!(percent > 0 && percent <= 100))
      throw invalidArgument(`expected a percentile above 0 and up to 100, got ${percent}`);
    // Without the rounding, 99.9 % of 1000 would be 999.0000000000001.
    const rank = Math.ceil(Number(((percent * this.#count) / 100).toFixed(6)));
    let below = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      below += this.#counts[bucket] as number;
      if (below >= rank && below > 0) return Math.min(upperBound(bucket), this.#max);
    }
    return 0;
  }

  /** Adds what `other` has recorded. */
  merge(other: Histogram): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#counts[bucket]! += other.#counts[bucket] as number;
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  toJSON(): HistogramJson {
    const buckets: [number, number][] = [];
    for (const [bucket, count] of this.#counts.entries()) if (count > 0) buckets.push([bucket, count]);
    return { subBuckets: SUB_BUCKETS, minMs: this.min, maxMs: this.#max, sumMs: this.#sum, buckets };
  }

  /** Takes up what {@link Histogram.toJSON} gave. Throws `invalid_argument` if it is something else. */
  static fromJSON(json: unknown): Histogram {
    const parsed = schema.safeParse(json);
    if (!parsed.success)
      throw invalidArgument(`not a histogram: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
    const { minMs, maxMs, sumMs, buckets } = parsed.data;
    const histogram = new Histogram();
    for (const [bucket, count] of buckets) {
      histogram.#counts[bucket]! += count;
      histogram.#count += count;
    }
    if (buckets.length > 0) histogram.#min = minMs;
    histogram.#max = maxMs;
    histogram.#sum = sumMs;
    return histogram;
  }
}

function bucketOf(ms: number): number {
  return Math.min(BUCKETS - 1, Math.max(0, floatPrefix(ms) - FIRST));
}

/** Exponent and upper mantissa bits: equal steps within a power of two, and the powers follow one another. */
function floatPrefix(ms: number): number {
  float.setFloat64(0, ms);
  return float.getUint32(0) >>> SHIFT;
}

function upperBound(bucket: number): number {
  float.setUint32(0, (bucket + FIRST + 1) << SHIFT);
  float.setUint32(4, 0);
  return float.getFloat64(0);
}
