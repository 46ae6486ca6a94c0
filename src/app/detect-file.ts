/** `detect FILE` as it is asked for: flags, mapping file and configuration settled as `reconcile` would settle them. */
import { resolve } from 'node:path';
import { instrumentTable } from '../ingest/instruments.ts';
import type { Report } from '../report/model.ts';
import { accountOf, findConfig } from './config.ts';
import { detect } from './detect.ts';
import type { Host } from './host.ts';
import { openSchedules } from './open-catalogue.ts';
import type { ReadingRequest } from './request.ts';
import { mappingFor, readOptions, readOwn } from './sources.ts';

export interface DetectRequest extends ReadingRequest {
  /** Path; `-` is stdin. */
  readonly file: string;
  readonly config?: string;
}

/** @throws KnownError where a flag makes no sense, or the file cannot be opened or recognised */
export async function detectFile(request: DetectRequest, host: Host): Promise<Report> {
  const { file } = request;
  const catalogue = openSchedules(host);
  const config = findConfig(request.config, host.cwd);
  const account = request.account === undefined && config !== null ? accountOf(config, file, host.cwd) : null;
  const own = request.instruments ?? null;
  const listed =
    config === null || config.instruments === null ? null : resolve(config.folder, config.instruments);
  const ownFile = own === null ? listed : resolve(host.cwd, own);
  const instruments = instrumentTable([
    ...catalogue.venues().flatMap((venue) => catalogue.contracts(venue)),
    ...(ownFile === null ? [] : readOwn(ownFile)),
  ]);
  const options = readOptions(request, mappingFor(file, request, catalogue, host), account);
  return detect(file, options, instruments, host.stdin);
}
