/** Which files a run reads and how each is to be read: flags, mapping file, configuration, then the file itself. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ContractSpec } from '../domain/instrument.ts';
import { fail, KnownError, type Problem } from '../domain/problem.ts';
import { readOffset } from '../domain/time.ts';
import type { Source } from '../engine/engine.ts';
import { identify, type ReadOptions, type Recognition } from '../ingest/identify.ts';
import { type Input, type Inputs, openInputs } from '../ingest/input.ts';
import { type InstrumentTable, instrumentTable, readInstrumentsFile } from '../ingest/instruments.ts';
import { type Mapping, NO_MAPPING } from '../ingest/mapping.ts';
import { accountOf, type Config } from './config.ts';
import type { Host } from './host.ts';
import { mappingBeside } from './mapping-file.ts';
import type { ReadingRequest, TermsRequest } from './request.ts';

/** Files that can be read, and why others cannot. */
export interface OpenedFiles {
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  dispose(): Promise<void>;
}

/**
 * Opens and recognises every file. One that cannot be read is a problem of the run, which goes on without it.
 * @throws KnownError when a file is named twice
 */
export async function openSources(
  files: readonly string[],
  request: ReadingRequest & TermsRequest,
  config: Config | null,
  catalogue: Catalogue,
  host: Host,
): Promise<OpenedFiles> {
  const opened: Inputs[] = [];
  const sources: Source[] = [];
  const problems: Problem[] = [];
  const dispose = async () => {
    for (const inputs of opened.splice(0)) await inputs.dispose();
  };
  const attempt = async (step: () => Promise<void>) => {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof KnownError)) throw error;
      problems.push(error.problem);
    }
  };
  try {
    if (new Set(files).size < files.length) {
      const value = files.find((file, index) => files.indexOf(file) < index)!;
      fail('file-twice', 'a file is named twice', { value, hint: 'name each file once' });
    }
    for (const file of files) {
      await attempt(async () => {
        const inputs = await openInputs([file], host.stdin);
        opened.push(inputs);
        for (const input of inputs.inputs) {
          await attempt(async () => {
            sources.push({
              input,
              recognition: await recognise(input, file, request, config, catalogue, host),
            });
          });
        }
      });
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { sources, problems, dispose };
}

async function recognise(
  input: Input,
  file: string,
  request: ReadingRequest & TermsRequest,
  config: Config | null,
  catalogue: Catalogue,
  host: Host,
): Promise<Recognition> {
  const account = request.account === undefined && config !== null ? accountOf(config, file, host.cwd) : null;
  const options = readOptions(request, mappingFor(file, request, catalogue, host), account);
  const recognition = await identify(input, options);
  if (account !== null || request.account !== undefined || config === null) return recognition;
  const [only, ...others] = config.accounts.filter(({ venue }) => venue === recognition.venue);
  if (only === undefined || others.length > 0 || only.fills.length > 0) return recognition;
  return { ...recognition, account: only.name, accountGiven: true };
}

/** A named schedule tells a generic file's venue, product and kind where nothing else does. */
export function mappingFor(
  file: string,
  request: ReadingRequest & TermsRequest,
  catalogue: Catalogue,
  host: Host,
): Mapping | null {
  const beside = file === '-' ? null : mappingBeside(resolve(host.cwd, file));
  const generic = request.profile === 'generic' || request.map.length > 0;
  const found = beside ?? (generic ? NO_MAPPING : null);
  if (found === null || request.schedule === undefined) return found;
  const schedule = catalogue.schedule(request.schedule.replace(/@[^@/]*$/, ''));
  return {
    ...found,
    venue: found.venue ?? request.venue?.toLowerCase() ?? schedule.venue,
    product: found.product ?? schedule.product,
    kind: found.kind ?? schedule.kind,
  };
}

/** Flags as options of the reader. @throws KnownError for a flag that makes no sense */
export function readOptions(
  request: ReadingRequest,
  mapping: Mapping | null,
  account: { readonly name: string; readonly venue: string | null } | null,
): ReadOptions {
  const map = new Map<string, string>();
  for (const pair of request.map) {
    const equals = pair.indexOf('=');
    if (equals <= 0) {
      fail('map-unreadable', '--map needs field=column', {
        value: pair,
        hint: 'for example --map time="Trade time"; with nothing behind the = no column is taken',
      });
    }
    map.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
  const delimiter =
    request.delimiter === 'tab' || request.delimiter === '\\t' ? '\t' : (request.delimiter ?? null);
  if (delimiter !== null && !/^[,;|\t]$/.test(delimiter)) {
    fail('delimiter-unknown', 'this is no delimiter', { value: delimiter, hint: 'use "," ";" "|" or tab' });
  }
  return {
    venue: request.venue ?? account?.venue ?? null,
    profile: request.profile ?? null,
    account: request.account ?? account?.name ?? null,
    map,
    mapping,
    minutesEast: request.timezone === undefined ? null : offsetOf(request.timezone),
    delimiter,
    encoding: request.encoding ?? null,
  };
}

/** @throws KnownError `zone-unreadable` */
export function offsetOf(text: string): number {
  const offset = readOffset(text);
  if (offset !== null) return offset;
  return fail('zone-unreadable', 'this is no time zone', {
    value: text,
    hint: 'write UTC, UTC+8 or UTC-05:30; a named zone changes its offset during the year and is not accepted',
  });
}

/** Contract values of the venues in the files, and the user's own, which come first. */
export function instrumentsFor(
  sources: readonly Source[],
  catalogue: Catalogue,
  ownFile: string | null,
): InstrumentTable {
  const venues = [...new Set(sources.map(({ recognition }) => recognition.venue))];
  const shipped = venues.flatMap((venue): readonly ContractSpec[] => catalogue.contracts(venue));
  return instrumentTable([...shipped, ...(ownFile === null ? [] : readOwn(ownFile))]);
}

/** The user’s own instruments file. @throws KnownError `instruments-missing`, or what is wrong in it */
export function readOwn(file: string): readonly ContractSpec[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    return fail('instruments-missing', `the instruments file ${why}`, { file, hint: 'check the path' });
  }
  return readInstrumentsFile(content, file);
}
