/** Looks up cards and judging contexts, each made once per symbol, schedule span, terms and fee asset. */

import { type Candidate, candidatesOf } from '../domain/candidates.ts';
import { type Card, cardFor, isNoRate, type NoRate } from '../domain/card.ts';
import type { Fill } from '../domain/fill.ts';
import type { Instrument } from '../domain/instrument.ts';
import { type FeePrint, type JudgingContext, judgingContext } from '../domain/judgement.ts';
import { AlternativeLists } from '../domain/rate-alternatives.ts';
import type { FlowRule, Schedule } from '../domain/schedule.ts';
import { discountInForce, flowRuleFor, type TermsEntry, type TermsInForce } from '../domain/terms.ts';
import type { Instant, Span } from '../domain/time.ts';
import type { EngineRequest, UsedFlowRule, UsedVersion } from './engine.ts';

/** A judging context with all that it depends on beside the instrument. */
interface KnownContext {
  readonly terms: TermsInForce;
  readonly span: number;
  readonly feeAsset: string | null;
  readonly print: FeePrint;
  readonly flow: FlowRule | null;
  readonly context: JudgingContext;
}

export class CardBook {
  /** Schedule versions that some fill was judged by. */
  readonly versionsUsed = new Map<string, UsedVersion>();
  /** Rules on kinds of orders that some fill named, by schedule and rule, and how they were read. */
  readonly flowsUsed = new Map<string, UsedFlowRule>();
  private readonly schedules = new Map<TermsEntry, Map<string, Schedule | null>>();
  private readonly cuts = new Map<Schedule, Map<Instrument, readonly Instant[]>>();
  private readonly cards = new Map<Instrument, Map<string, Card | NoRate>>();
  private readonly contexts = new Map<Instrument, KnownContext[]>();
  private readonly alternativeLists = new AlternativeLists();
  private readonly candidateLists = new Map<Card, Map<string, readonly Candidate[]>>();
  private readonly request: EngineRequest;

  constructor(request: EngineRequest) {
    this.request = request;
  }

  scheduleFor(instrument: Instrument, terms: TermsEntry): Schedule | null {
    let byProduct = this.schedules.get(terms);
    if (byProduct === undefined) {
      byProduct = new Map();
      this.schedules.set(terms, byProduct);
    }
    const key = `${instrument.venue}/${instrument.product}`;
    let schedule = byProduct.get(key);
    if (schedule === undefined) {
      schedule = this.request.schedule(instrument.venue, instrument.product, terms);
      byProduct.set(key, schedule);
    }
    return schedule;
  }

  /** The card for a symbol at an instant, or why there is none. */
  cardAt(instrument: Instrument, terms: TermsEntry, time: Instant): Card | NoRate {
    const schedule = this.scheduleFor(instrument, terms);
    if (schedule === null) {
      if (instrument.venue === 'generic')
        return { reason: 'the venue is not known, so no schedule is: give --venue' };
      return { reason: `no schedule is known for ${instrument.venue} ${instrument.product}` };
    }
    const at = this.request.asOf ?? time;
    const key = `${schedule.id}\u001f${terms.version ?? ''}\u001f${this.spanOf(schedule, instrument, at)}`;
    let byKey = this.cards.get(instrument);
    if (byKey === undefined) {
      byKey = new Map();
      this.cards.set(instrument, byKey);
    }
    let card = byKey.get(key);
    if (card === undefined) {
      card = cardFor(schedule, instrument, at, terms.schedule === schedule.id ? terms.version : null);
      if (!isNoRate(card))
        this.versionsUsed.set(`${schedule.id}\u001f${card.version.version}`, {
          id: schedule.id,
          version: card.version,
        });
      byKey.set(key, card);
    }
    return card;
  }

  /** What a fill is judged by. */
  contextFor(fill: Fill, terms: TermsInForce, print: FeePrint): JudgingContext {
    const { instrument, feeAsset } = fill;
    const schedule = this.scheduleFor(instrument, terms);
    const span = schedule === null ? 0 : this.spanOf(schedule, instrument, this.request.asOf ?? fill.time);
    const flow = flowRuleFor(schedule, fill.orderType, fill.time);
    let known = this.contexts.get(instrument);
    if (known === undefined) {
      known = [];
      this.contexts.set(instrument, known);
    }
    for (const entry of known) {
      if (
        entry.terms === terms &&
        entry.span === span &&
        entry.feeAsset === feeAsset &&
        entry.print === print &&
        entry.flow === flow
      ) {
        return entry.context;
      }
    }
    const card = this.cardAt(instrument, terms, fill.time);
    if (flow !== null)
      this.flowsUsed.set(`${schedule!.id} ${flow.name}`, { rule: flow, whole: terms.flowRebate === 'whole' });
    const others = () => this.otherCards(instrument, schedule, fill.time);
    const context = judgingContext(
      card,
      terms,
      print,
      this.request.prices,
      feeAsset,
      others,
      flow,
      this.alternativeLists,
    );
    known.push({ terms, span, feeAsset, print, flow, context });
    return context;
  }

  /** Cards of the venue's other schedules for an instrument; asked for only when something does not agree. */
  private otherCards(instrument: Instrument, own: Schedule | null, time: Instant): readonly Card[] {
    const at = this.request.asOf ?? time;
    return this.request.pricing(instrument.venue, instrument.product).flatMap((schedule) => {
      const card = schedule.id === own?.id ? null : cardFor(schedule, instrument, at, null);
      return card === null || isNoRate(card) ? [] : [card];
    });
  }

  /** The discount that these terms give a fee charged in `asset`. */
  discountFor(card: Card, terms: TermsEntry, asset: string): JudgingContext['discount'] {
    return card.schedule.discounts.length === 0 ? null : discountInForce(card, terms, asset);
  }

  /** The rates that could explain fills of this flag on this card. */
  candidates(card: Card, flag: Fill['flag'], discount: JudgingContext['discount']): readonly Candidate[] {
    let byKey = this.candidateLists.get(card);
    if (byKey === undefined) {
      byKey = new Map();
      this.candidateLists.set(card, byKey);
    }
    const key = `${flag}\u001f${discount?.asset ?? ''}`;
    let found = byKey.get(key);
    if (found === undefined) {
      found = candidatesOf(
        card,
        flag === 'maker' || flag === 'taker' ? [flag] : ['maker', 'taker'],
        discount,
      );
      byKey.set(key, found);
    }
    return found;
  }

  /** The time around `time` in which nothing changes what fills of an instrument are judged by. */
  spanAround(instrument: Instrument, terms: TermsEntry, time: Instant): Span {
    const schedule = this.scheduleFor(instrument, terms);
    if (schedule === null) return { from: null, to: null };
    const rules = (schedule.flowRules ?? []).flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
    const cuts = this.request.asOf === null ? [...this.cutsOf(schedule, instrument), ...rules] : rules;
    const before = cuts.filter((cut) => cut <= time);
    const after = cuts.filter((cut) => cut > time);
    return {
      from: before.length === 0 ? null : Math.max(...before),
      to: after.length === 0 ? null : Math.min(...after),
    };
  }

  /** Number of the span between two change instants of a schedule that holds `at`. */
  private spanOf(schedule: Schedule, instrument: Instrument, at: Instant): number {
    const cuts = this.cutsOf(schedule, instrument);
    let span = 0;
    while (span < cuts.length && cuts[span]! <= at) span++;
    return span;
  }

  /** Changes of a schedule and of all others that price the product: a charge may stem from each of them. */
  private cutsOf(schedule: Schedule, instrument: Instrument): readonly Instant[] {
    let ofInstruments = this.cuts.get(schedule);
    if (ofInstruments === undefined) {
      ofInstruments = new Map();
      this.cuts.set(schedule, ofInstruments);
    }
    let cuts = ofInstruments.get(instrument);
    if (cuts === undefined) {
      const others = this.request.pricing(instrument.venue, instrument.product);
      const all = [schedule, ...others].flatMap(changeInstants);
      cuts = [...new Set(all)].sort((a, b) => a - b);
      ofInstruments.set(instrument, cuts);
    }
    return cuts;
  }
}

/** Every instant at which a version or a group membership begins or ends, ascending. */
function changeInstants(schedule: Schedule): readonly Instant[] {
  const instants = schedule.versions.flatMap((version) => [
    version.from,
    version.to,
    ...version.tables.flatMap((table) => [table.memberFrom, table.memberTo]),
  ]);
  return [...new Set(instants.filter((instant) => instant !== null))].sort((a, b) => a - b);
}
