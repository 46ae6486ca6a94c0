/** Makes the cells of breaks: has the domain find the causes of one, and say which others share them. */
import { breakContextOf } from '../../domain/break-context.ts';
import { type CauseScope, signatureOf } from '../../domain/cause.ts';
import { Decimal } from '../../domain/decimal.ts';
import type { Diagnosis } from '../../domain/hypothesis.ts';
import type { JudgingContext } from '../../domain/judgement.ts';
import { type Rate, rateFrom } from '../../domain/rate.ts';
import { steadyFrom, steadyWithin } from '../../domain/steady-diagnosis.ts';
import type { FillEvent } from '../../ingest/row-event.ts';
import type { CardBook } from '../card-book.ts';
import type { Source } from '../engine.ts';
import type { Exemplar } from '../exemplar.ts';
import type { Judge } from '../judge.ts';
import type { RateEvidence } from '../rate-evidence.ts';
import type { Suspicions } from '../record-facts.ts';
import type { Cell } from './break-cells.ts';
import type { SignedWhole } from './lane.ts';

/** What the breaks of a cell share. */
export interface CellInfo {
  readonly scope: CauseScope;
  readonly diagnosis: Diagnosis;
  readonly signature: string;
  /** At which all of them are charged. */
  readonly rate: Rate;
}

/** Lanes of one context whose keys are the same have the same cells. */
export const cellsKey = ({ fill, judged }: Exemplar): string =>
  `${judged.liquidity} ${judged.feeAsset} ${fill.orderType}`;

/** Largest bound that a kernel compares exactly. */
const MAX_LEAST = new Decimal('1e15');

export class CellMaker {
  /** By number of the cell. */
  readonly infos: CellInfo[] = [];
  /** By their numbers: labels of the rates that reproduce fees of a cell. */
  readonly labels: (readonly string[])[] = [];
  private readonly labelNumbers = new Map<string, number>();
  private readonly judge: Judge;
  private readonly rates: RateEvidence;
  private readonly book: CardBook;
  /** Lanes of one context differ in what they are grouped by, not in the causes of their breaks. */
  private readonly known = new Map<JudgingContext, Map<string, readonly Cell[] | null>>();
  private readonly suspicions: Suspicions;

  /** @param suspicions hears of the breaks that stretches of rates would explain */
  constructor(judge: Judge, rates: RateEvidence, book: CardBook, suspicions: Suspicions) {
    this.judge = judge;
    this.rates = rates;
    this.book = book;
    this.suspicions = suspicions;
  }

  /** The cell of breaks that are charged like this one; null = they are judged one by one. */
  of(
    exemplar: Exemplar,
    { mantissa, scale, sign }: SignedWhole,
    event: FillEvent,
    source: Source,
  ): Cell | null {
    const rate = rateFrom(new Decimal(`${sign * mantissa}e-${scale}`));
    let cells = this.known.get(exemplar.context);
    if (cells === undefined) {
      cells = new Map();
      this.known.set(exemplar.context, cells);
    }
    const key = `${cellsKey(exemplar)} ${rate.toString()}`;
    const alike = cells.get(key);
    if (alike === null) return null;
    const { time } = event.fill;
    const found = alike?.find(({ from, to }) => time >= from && time < to);
    if (found !== undefined) return found;
    const cell = this.make(exemplar, rate, event, source);
    cells.set(key, cell === null ? null : [...(alike ?? []), cell]);
    return cell;
  }

  private make(exemplar: Exemplar, rate: Rate, event: FillEvent, source: Source): Cell | null {
    const { context, terms, lane } = exemplar;
    const found = this.judge.causes(event, source);
    if (found === null || found.context !== context || found.judged.due !== exemplar.judged.due) return null;
    const { fill } = event;
    const { judged, facts, diagnosis } = found;
    const about = breakContextOf(fill, judged, context, facts);
    const candidates = lane.candidates.map((one) => one.rate);
    const from = about === null ? null : steadyFrom(about, diagnosis, rate, candidates);
    const least = from?.times('1e8').ceil() ?? null;
    if (least === null || least.gt(MAX_LEAST)) return null;
    this.suspicions.seeBreak(event, diagnosis);
    const { from: begin, to } = steadyWithin(facts.stretches, rate, fill.time);
    const id = this.infos.length;
    this.infos.push({
      scope: found.scope,
      diagnosis,
      signature: signatureOf(diagnosis),
      rate,
    });
    const labels = this.labelsNumber(this.rates.labelsOfBreak(fill, judged, context, this.book));
    // In the very second of an inferred change the terms before it may hold.
    const notAt = terms.basis === 'inferred' ? (terms.from ?? Number.NaN) : Number.NaN;
    const span = { from: begin ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
    return { id, labels, least: least.toNumber(), ...span, notAt };
  }

  private labelsNumber(labels: readonly string[]): number {
    const key = labels.join('\u001f');
    const number = this.labelNumbers.get(key) ?? this.labels.push(labels) - 1;
    this.labelNumbers.set(key, number);
    return number;
  }
}
