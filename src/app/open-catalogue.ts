/** The schedules of a run: those in the folder `schedules` of the working directory, then the shipped ones. */
import { join, resolve } from 'node:path';
import { type Catalogue, openCatalogue } from '../catalogue/catalogue.ts';
import type { Host } from './host.ts';

/** Own schedules come first, so that a file of the same id takes the place of the shipped one. */
export function openSchedules(host: Host): Catalogue {
  const folders = [join(host.cwd, 'schedules'), host.shippedSchedules].map((folder) => resolve(folder));
  return openCatalogue([...new Set(folders)]);
}
