/** What a reader must know beside the figures: assumptions, unknown starts, what the exports cannot reveal. */
import { completenessLevel } from '../domain/completeness.ts';
import { plain } from '../domain/decimal.ts';
import { compareText } from '../domain/mark.ts';
import { formatShort } from '../domain/time.ts';
import { crossingNotes } from './court-table.ts';
import type { Findings } from './findings.ts';
import { settlementNotes } from './rebate-causes.ts';

export function notesOf(findings: Findings): string[] {
  return [
    ...new Set([
      ...blindSpots(findings),
      ...inferredLiquidity(findings),
      ...findings.files.flatMap(({ file, notices }) => notices.map((notice) => `${file}: ${notice}`)),
      ...scheduleNotes(findings),
      ...findings.terms.flatMap(({ note }) => (note === null ? [] : [note])),
      ...discountNotes(findings),
      ...silentAssets(findings),
      ...coarseFees(findings),
      ...nothingInScope(findings),
      ...loneRates(findings),
      ...ceilings(findings),
      ...crossingNotes(findings.reconciliation.court),
      ...settlementNotes(findings.statement.lanes),
      ...(findings.verdict.fills === 0 ? [] : [completenessLevel(findings.completeness)]),
      ...findings.notes,
    ]),
  ];
}

/** One line for each thing that an export cannot reveal, with the files that it concerns. */
function blindSpots({ files }: Findings): string[] {
  const byKind = new Map<string, string[]>();
  for (const { file, cannotReveal } of files) {
    for (const sentence of cannotReveal) byKind.set(sentence, [...(byKind.get(sentence) ?? []), file]);
  }
  return [...byKind].map(([sentence, names]) => `cannot be seen in ${names.join(', ')}: ${sentence}`);
}

function inferredLiquidity({ reconciliation }: Findings): string[] {
  const { evidence } = reconciliation;
  const total = [...evidence.values()].reduce((sum, fills) => sum + fills, 0);
  const notes: string[] = [];
  const rate = evidence.get('rate') ?? 0;
  if (rate > 0) {
    notes.push(
      `inferred liquidity: the side of ${rate} of ${total} fills was read from the fee itself, which proves nothing about that fee`,
    );
  }
  const order = evidence.get('order') ?? 0;
  if (order > 0) notes.push(`the side of ${order} of ${total} fills was told by the order type`);
  const none = evidence.get('none') ?? 0;
  if (none > 0) notes.push(`the side of ${none} of ${total} fills could not be told`);
  return notes;
}

function scheduleNotes({ schedules, span }: Findings): string[] {
  return schedules.flatMap(({ id, version }) => {
    const notes: string[] = [];
    const name = `${id} ${version.version}`;
    if (!version.startKnown) {
      notes.push(
        `${name}: the day on which these rates began is not known; ${formatShort(version.from).slice(0, 10)} is taken`,
      );
    }
    const until = version.changeoverUntil;
    if (until !== null && span !== null && span.from < until) {
      notes.push(
        `${name}: the venue was changing over until ${formatShort(until)}; fills before may carry either rate, corrected later`,
      );
    }
    const { confidence } = version.provenance;
    if (confidence === 'secondary' || confidence === 'unverified') {
      notes.push(
        `${name}: the figures are ${confidence === 'secondary' ? 'from a secondary source' : 'not verified'} (as of ${version.provenance.asOf ?? 'no stated day'})`,
      );
    }
    return notes;
  });
}

function discountNotes({ reconciliation }: Findings): string[] {
  return [...reconciliation.discountByAsset]
    .sort(([a], [b]) => compareText(a, b))
    .map(
      ([asset, fills]) =>
        `the ${asset} discount was taken as due for the ${fills} fills whose fee was charged in ${asset} (--discount says otherwise)`,
    );
}

function silentAssets({ files, scales }: Findings): string[] {
  const silent = new Set(scales.filter(({ feeAsset }) => feeAsset === '').map(({ file }) => file));
  return files
    .filter(({ file }) => silent.has(file))
    .map(({ file }) => {
      const scale = scales.find((entry) => entry.file === file && entry.feeAsset === '');
      const allowance = scale === undefined ? '' : `, tolerance ${plain(scale.allowance)}`;
      return `${file}: rows do not say in which asset their fee is; the asset of the schedule is taken${allowance}`;
    });
}

/** Fewer decimals than this, in a file whose profile does not know how many it prints, may be a column that was cut. */
const FINE = 4;

function coarseFees({ scales }: Findings): string[] {
  return scales
    .filter(({ basis, scale }) => basis === 'largest seen' && scale < FINE)
    .map(
      ({ file, feeAsset, scale }) =>
        `${file}: no fee${feeAsset === '' ? '' : ` in ${feeAsset}`} has more than ${scale} decimals; a difference too small for them cannot be seen`,
    );
}

/** A run whose filters leave nothing must not read like a clean one. */
function nothingInScope({ verdict, files, reconciliation }: Findings): string[] {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  if (verdict.fills > 0 || rows === 0) return [];
  const filtered = reconciliation.intake.sorted().some(({ reason }) => reason === 'filter');
  return [filtered ? 'no fill lies in the period and filters asked for' : 'none of the rows is a fill'];
}

/** Fills that are in no stretch of applied rates. */
function loneRates({ rates, verdict }: Findings): string[] {
  const lone = verdict.fills - rates.reduce((sum, { fills }) => sum + fills, 0);
  if (lone <= 0 || rates.length === 0) return [];
  const what = lone === 1 ? '1 fill is' : `${lone} fills are`;
  return [
    `applied rates: ${what} in no stretch of a rate of its own (a stretch needs 3 fills); see the breaks`,
  ];
}

function ceilings({ terms }: Findings): string[] {
  const ceiling = terms.some(({ affiliate }) => affiliate?.ceiling);
  return ceiling
    ? ['effective rates: what is left after the affiliate rebate counts a share that is only a maximum']
    : [];
}
