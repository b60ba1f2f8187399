import type { HardState, LogPosition } from '@seaworthy/core';

import type { Inspection, SegmentInspection, SnapshotInspection } from './inspection.ts';

/** An inspection as people read it: several lines, the last one ended. */
export function describeInspection(inspection: Inspection): string {
  const { path, identity, watermark, segments, log, snapshots, otherFiles, problems } = inspection;
  const owner =
    identity === null ? 'nobody known' : `node ${identity.nodeId} of cluster ${identity.clusterId}`;
  const lines = [
    `${path}: ${owner}`,
    ...section('log', log === null ? ['cannot be vouched for'] : linesOfLog(log)),
    ...section(
      'watermark',
      watermark === null
        ? ['none']
        : [`${watermark.durable} bytes of segment ${watermark.sequence}; ${vote(watermark.hardState)}`],
    ),
    ...section('segments', segments.map(lineOfSegment)),
    ...section('snapshots', snapshots.map(lineOfSnapshot)),
    ...section('other files', otherFiles),
    ...section(
      'problems',
      problems.map(({ code, message }) => `${code}: ${message}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return [`${title}:`, ...(lines.length === 0 ? ['none'] : lines).map((line) => `  ${line}`)];
}

function linesOfLog({
  hardState,
  base,
  last,
  entries,
  tornBytes,
  lost,
}: NonNullable<Inspection['log']>): string[] {
  return [
    vote(hardState),
    `${entries} entries, after ${at(base)}, through ${at(last)}`,
    ...(tornBytes === 0 ? [] : [`${tornBytes} bytes of a torn tail, which the next start erases`]),
    ...(lost === null ? [] : [`entries of terms up to ${lost.term} may be missing, to damage`]),
  ];
}

function lineOfSegment({ path, bytes, used, records, entries, resumes }: SegmentInspection): string {
  const range = entries === null ? 'no entries' : `entries ${at(entries.first)} to ${at(entries.last)}`;
  const from = resumes === null ? '' : `; goes on behind byte ${resumes.at} of segment ${resumes.sequence}`;
  return `${nameOf(path)}: ${used} of ${bytes} bytes, ${records} records, ${range}${from}`;
}

function lineOfSnapshot({ path, index, term, id, voters, chunks, bytes }: SnapshotInspection): string {
  const members = voters.length === 0 ? 'no voters' : `voters ${voters.join(', ')}`;
  return `${nameOf(path)}: ${id}, ${at({ index, term })}, ${bytes} bytes in ${chunks} chunks, ${members}`;
}

function at({ index, term }: { readonly index: number; readonly term: number } | LogPosition): string {
  return index === 0 ? 'the beginning' : `${index} (term ${term})`;
}

function vote({ term, votedFor }: HardState): string {
  return `term ${term}, ${votedFor === null ? 'no vote' : `vote for ${votedFor}`}`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
