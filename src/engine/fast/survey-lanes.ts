/** Makes the lanes of one file for the survey: a row read as the reference reader does, and what the survey makes of all like it. */

import type { Candidate } from '../../domain/candidates.ts';
import { ONE } from '../../domain/decimal.ts';
import type { Fill } from '../../domain/fill.ts';
import type { RowEvent } from '../../ingest/row-event.ts';
import type { Source } from '../engine.ts';
import { around } from '../exemplar.ts';
import { tellingBase } from '../rate-evidence.ts';
import type { NoTierLane, TierLane } from '../survey.ts';
import type { VolumeLane } from '../window-volume.ts';
import { MAX_SCALE } from './kernel-room.ts';
import { type Lane, type SurveyedLane, signedRates, stepOf, wholeOf, worthOf } from './lane.ts';
import { agrees, leftOutLane, namesOf } from './lane-maker.ts';
import type { AskedRow } from './part.ts';

/** Units by which the fees of neighbouring rates differ, where they are `spread`; more than all roundings come to. */
const APART = 10;

/** What is asked about a file. */
export interface SurveyQuestions {
  /** Evidence for tiers. */
  tiers(fill: Fill): TierLane | NoTierLane;
  /** Null = each such fill must be looked at by itself; undefined = volumes are not asked for. */
  volumes(fill: Fill): VolumeLane | null | undefined;
  /** Decimals of the fees of such fills; null = not known. */
  scale(fill: Fill): number | null;
}

export class SurveyLanes {
  /** By their numbers, with what their first fill is told to; null = there is nothing. */
  readonly lanes: { readonly lane: Lane; readonly tiers: TierLane | null }[] = [];
  /** By the numbers of lanes, a fill that stands for all; null = there is none. */
  private fills: (Fill | null)[] = [];
  /** By the numbers of streams and volumes. */
  readonly tiers: TierLane[] = [];
  readonly volumes: VolumeLane[] = [];
  private readonly source: Source;
  private readonly questions: SurveyQuestions;
  private readonly streamNumbers = new Map<TierLane['timeline'], Map<string, number>>();
  private readonly volumeNumbers = new Map<string, number>();

  constructor(source: Source, questions: SurveyQuestions) {
    this.source = source;
    this.questions = questions;
  }

  /** The lane of a row; null where it tells nothing of others with the same words. @param read what the reader makes of it */
  lane(row: AskedRow, read: () => RowEvent | undefined): Lane | null {
    const sibling = this.fills[row.sibling];
    if (sibling != null) return this.ofFill({ ...sibling, time: row.time });
    const event = read();
    if (event?.kind === 'excluded') return this.kept(leftOutLane(event, this.next), null);
    if (event?.kind !== 'fill') return null;
    const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    if (agrees(event, row, this.source)) return this.ofFill(event.fill);
    return this.kept({ kind: 'single', number: this.next, ...always }, null);
  }

  /** No more of them are asked for: what they are made of is most of what they take. */
  complete(): void {
    this.fills = [];
  }

  private get next(): number {
    return this.lanes.length;
  }

  private kept(lane: Lane | null, fill: Fill | null, tiers: TierLane | null = null): Lane | null {
    if (lane === null) return null;
    this.lanes.push({ lane, tiers });
    this.fills.push(fill);
    return lane;
  }

  private ofFill(fill: Fill): Lane | null {
    const tiers = this.questions.tiers(fill);
    const volumes = this.questions.volumes(fill);
    const { from, to } = around(volumes == null ? [tiers.span] : [tiers.span, volumes.span], fill.time);
    const span = { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Number.POSITIVE_INFINITY };
    const singly = volumes === null || ('singly' in tiers && tiers.singly);
    const rated = 'singly' in tiers ? null : tiers;
    const made = singly ? null : this.made(fill, rated, volumes, span);
    return this.kept(made ?? { kind: 'single', number: this.next, ...span }, fill, rated);
  }

  /** Null where a number is too long for the kernel. */
  private made(
    fill: Fill,
    rated: TierLane | null,
    volumes: VolumeLane | undefined,
    span: { readonly from: number; readonly to: number },
  ): SurveyedLane | null {
    const { instrument, feeAsset } = fill;
    const known = instrument.contractValue !== null || fill.quoteAmount !== null;
    const contractValue = known ? wholeOf(instrument.contractValue ?? ONE) : null;
    const candidates = rated === null ? [] : signedRates(rated.candidates);
    const venue = rated?.venue ?? null;
    const scale = this.questions.scale(fill) ?? -1;
    const worth = worthOf(fill);
    if (contractValue === null || candidates === null) return null;
    if (rated?.base === 'coins' && worth !== 'product') return null;
    if ((venue !== null && venue.scale > MAX_SCALE) || scale > MAX_SCALE) return null;
    return {
      kind: 'surveyed',
      number: this.next,
      ...span,
      contractValue,
      feeAsset,
      symbol: instrument.symbol,
      coins: rated?.base === 'coins',
      worth,
      venue: venue === null ? null : stepOf(venue),
      scale,
      candidates,
      spread: isSpread(rated?.candidates ?? []),
      stream: rated === null ? -1 : this.streamOf(rated),
      volume: volumes === undefined ? -1 : this.volumeOf(volumes),
      volumeOf: volumes?.size ?? null,
      ...namesOf(fill),
    };
  }

  /** Lanes share a stream where they share its candidates and who pays them. */
  private streamOf(lane: TierLane): number {
    let numbers = this.streamNumbers.get(lane.timeline);
    if (numbers === undefined) {
      numbers = new Map();
      this.streamNumbers.set(lane.timeline, numbers);
    }
    const key = lane.candidates
      .map(({ rate, tiers }) => [rate.toString(), ...tiers].join('\u001f'))
      .join('\n');
    let number = numbers.get(key);
    if (number === undefined) {
      number = this.tiers.push(lane) - 1;
      numbers.set(key, number);
    }
    return number;
  }

  private volumeOf(lane: VolumeLane): number {
    let number = this.volumeNumbers.get(lane.key);
    if (number === undefined) {
      number = this.volumes.push(lane) - 1;
      this.volumeNumbers.set(lane.key, number);
    }
    return number;
  }
}

/** True = on a base that tells its rate, the exact fees of any two candidates are `APART`. */
function isSpread(candidates: readonly Candidate[]): boolean {
  const base = tellingBase(ONE);
  return candidates.every(
    ({ rate }, index) =>
      index === 0 ||
      rate
        .minus(candidates[index - 1]!.rate)
        .times(base)
        .gte(APART),
  );
}
