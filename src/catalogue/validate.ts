/** Checking files of a catalogue one by one, without stopping at the first that is wrong. */
import { type Problem, problem } from '../domain/problem.ts';
import type { CatalogueFile } from './catalogue.ts';
import { problemsOf } from './fields.ts';
import { readInstruments } from './instruments-file.ts';
import { partnerFrom } from './partner-file.ts';
import { isRewards, rewardsFrom } from './rewards-file.ts';
import { scheduleFrom } from './schedule-file.ts';
import { parseYaml, readSmallFile } from './yaml.ts';

/** What a file is and what is wrong with it. */
export interface FileCheck {
  readonly kind: CatalogueFile['kind'];
  readonly problems: readonly Problem[];
}

/**
 * Checks one file: `.csv` holds instruments, YAML with a `partner` key is a partner, with `rewards` a reward program,
 * other YAML is a schedule.
 * @param id its id in a catalogue, whose first half must be the schedule's venue; null = named by its path
 * only
 */
export function checkFile(path: string, id: string | null): FileCheck {
  let kind: FileCheck['kind'] = path.toLowerCase().endsWith('.csv') ? 'instruments' : 'schedule';
  try {
    const content = readSmallFile(path);
    if (kind === 'instruments') {
      readInstruments(content, path, id?.split('/')[0] ?? 'unnamed');
      return { kind, problems: [] };
    }
    const root = parseYaml(content, path);
    if (root.kind === 'mapping' && root.entries.has('partner')) {
      kind = 'partner';
      partnerFrom(root, path, id ?? path);
      return { kind, problems: [] };
    }
    if (isRewards(root)) {
      kind = 'rewards';
      rewardsFrom(root, path, id ?? path);
      return { kind, problems: [] };
    }
    const schedule = scheduleFrom(root, path, id ?? path);
    const folder = id?.split('/')[0] ?? schedule.venue;
    if (folder === schedule.venue) return { kind, problems: [] };
    const rest = { file: path, line: 1, column: 'venue', value: schedule.venue };
    return { kind, problems: [problem('venue-mismatch', `the file is in the folder of ${folder}`, rest)] };
  } catch (error) {
    return { kind, problems: problemsOf(error) };
  }
}
