/** How the rate due was found: the side of the fill, the terms in force, the line of the schedule. */
import { type Card, isNoRate, sameTier, tiersOf } from '../domain/card.ts';
import type { Evidence } from '../domain/classification.ts';
import { LAWS, lawOf, outweighsFlag } from '../domain/court.ts';
import { ONE, plain } from '../domain/decimal.ts';
import { charge } from '../domain/fee.ts';
import type { Fill } from '../domain/fill.ts';
import { formatRate, type Rate, toBps } from '../domain/rate.ts';
import type { Provenance, RateTable, TierRow } from '../domain/schedule.ts';
import { type DueRate, flowRate, flowRuleFor, type TermsInForce } from '../domain/terms.ts';
import { formatShort, type Instant } from '../domain/time.ts';
import { type Basis, FRACTION, type Step, stepsOf } from './explain-step.ts';
import type { FillAccount } from './row-account.ts';
import { clauseWords, provenanceWords, settlementWords, spanWords } from './schedule-words.ts';

const side = stepsOf('classification');
const term = stepsOf('terms');
const line = stepsOf('schedule');

const EVIDENCE: Readonly<Record<Evidence, string>> = {
  flag: 'the venue’s own flag',
  order: 'the type of the order, which allows no other side',
  rate: 'the fee itself: a rate of this side reproduces it, which proves nothing about the fee',
  none: 'nothing in the row tells it',
};

export function classificationSteps(account: FillAccount): Step[] {
  const { fill, judged } = account;
  const { liquidity, evidence } = judged;
  const told = liquidity === 'unknown' || liquidity === 'none';
  const basis = told ? null : evidence === 'flag' ? 'measured' : 'inferred';
  return [
    side('liquidity', liquidity, { basis, note: EVIDENCE[evidence] }),
    ...orderSteps(fill),
    ...courtSteps(account),
  ];
}

function orderSteps({ flag, orderType }: Fill): Step[] {
  if (orderType === null) return [];
  const law = lawOf(orderType);
  const note = law ?? 'such an order can make or take';
  const steps = [side('order type', orderType, { basis: 'measured', note })];
  if (outweighsFlag(flag, orderType)) {
    steps.push(
      side('contradiction', `flagged ${flag}`, {
        basis: 'measured',
        note: `${law}: the law outweighs the flag`,
      }),
    );
  }
  return steps;
}

/** A law that allows for amended orders: told with what is at stake, and no figure rests on it. */
function courtSteps({ law, judged, context }: FillAccount): Step[] {
  if (law === null) return [];
  const other = judged.liquidity === 'maker' ? context.taker : context.maker;
  const known = judged.formula !== null && !isNoRate(other) ? charge(judged.formula, other.rate) : null;
  const stake = known === null ? '' : `; the other side would pay ${plain(known)} ${judged.feeAsset}`;
  const note = `the flag breaks the law that ${LAWS[law]}: a finding of the liquidity court, no figure rests on it${stake}`;
  return [side('law broken', law, { basis: 'measured', note })];
}

/** Figures that rest on a tier or a side that was read from the fees are inferred. */
export function basisOfRate({ judged, terms }: FillAccount): Basis {
  const ownTier = judged.due?.tier !== null && terms.basis === 'inferred';
  return ownTier || judged.evidence === 'rate' || judged.evidence === 'order' ? 'inferred' : 'computed';
}

export function termsSteps(account: FillAccount): Step[] {
  const { terms, fill, origin, until } = account;
  const found: Basis | null = terms.basis === 'given' ? null : terms.basis;
  const steps = [
    term('account', fill.account),
    term('in force', spanOf(terms.from, until), { note: origin }),
    term('track', terms.track, { note: terms.program }),
    term('tier', terms.tier, { basis: found, note: tierNote(terms) }),
  ];
  if (terms.makerRate !== null)
    steps.push(term('agreed maker rate', terms.makerRate, rateWords(terms.makerRate)));
  if (terms.takerRate !== null)
    steps.push(term('agreed taker rate', terms.takerRate, rateWords(terms.takerRate)));
  steps.push(term('token discount', discountTerms(terms)));
  if (terms.affiliate !== null) {
    const { partner, share, ceiling } = terms.affiliate;
    const note = 'comes back afterwards; no part of the fee due';
    steps.push(term('affiliate', `${partner}, ${ceiling ? 'up to ' : ''}${formatRate(share)}`, { note }));
  }
  if (terms.note !== null) steps.push(term('remark', null, { note: terms.note }));
  return steps;
}

function spanOf(from: Instant | null, until: Instant | null): string {
  const start = from === null ? 'since ever' : `from ${formatShort(from)}`;
  return until === null ? start : `${start} until ${formatShort(until)}`;
}

function tierNote({ basis, tierBefore, tierAfter, tier, makerRate, takerRate }: TermsInForce): string {
  const found = {
    given: 'given',
    computed: 'computed from the venue’s window and conditions',
    inferred: 'read from the fees themselves: it shows what the venue did, not that it was right',
  }[basis];
  const words =
    tier === null && (makerRate !== null || takerRate !== null) ? 'none needed: rates were agreed' : found;
  const other = (name: string | null, word: string) =>
    name === null || name === tier ? '' : `; ${word}: ${name}`;
  return `${words}${other(tierBefore, 'before')}${other(tierAfter, 'after')}`;
}

function discountTerms({ discount }: TermsInForce): string {
  if (discount.kind === 'none') return 'none';
  return discount.kind === 'on'
    ? `${discount.asset}, on every fill`
    : 'on fills whose fee was taken in the token';
}

function rateWords(rate: Rate): { unit: string; note: string } {
  return { unit: FRACTION, note: `${formatRate(rate)} = ${plain(toBps(rate))} bps` };
}

export function scheduleSteps(account: FillAccount): Step[] {
  const { card } = account.context;
  const steps = isNoRate(card) ? [line('schedule', null, { note: card.reason })] : cardSteps(card, account);
  return [...steps, ...dueSteps(account)];
}

function cardSteps(card: Card, { judged, terms, fill }: FillAccount): Step[] {
  const { schedule, version } = card;
  const next = schedule.versions[schedule.versions.indexOf(version) + 1] ?? null;
  const steps = [
    line('schedule', schedule.id, { note: settlementWords(schedule) }),
    line('version', version.version, { note: spanWords(version, next?.from ?? null) }),
    line('group', card.group, { note: membership(card, fill) }),
  ];
  // Agreed rates take nothing from the tiers: only how the fee is taken and rounded.
  if (isAgreed(judged.due, terms)) return steps;
  const tier = judged.due?.tier ?? terms.tier;
  const row = tier === null ? undefined : tiersOf(card).find((one) => sameTier(one.tier, tier));
  const table = card.tables[0];
  if (row !== undefined) steps.push(line('line', row.tier, { note: lineWords(row) }));
  const provenance = row?.provenance ?? table?.provenance ?? version.provenance;
  steps.push(sourceStep(provenance));
  for (const words of clauseWords(version.clauses)) steps.push(line('clause', null, { note: words }));
  for (const note of [...version.notes, ...(table?.notes ?? [])]) steps.push(line('remark', null, { note }));
  return steps;
}

function sourceStep({ source, asOf, confidence }: Provenance): Step {
  const words = [
    asOf === null ? null : `as of ${asOf}`,
    confidence === null ? null : `confidence: ${confidence}`,
  ];
  const told = words.filter((part) => part !== null).join(', ');
  return line('source', source, { note: told === '' ? null : told });
}

const rateOrUnknown = (rate: Rate | null) => (rate === null ? 'not known' : formatRate(rate));

function lineWords({ maker, taker, note }: TierRow): string {
  return `maker ${rateOrUnknown(maker)}, taker ${rateOrUnknown(taker)}${note === null ? '' : `. ${note}`}`;
}

/** Why the symbol is in this table of the version. */
function membership({ tables }: Card, { instrument }: Fill): string {
  const [table] = tables;
  if (table === undefined || tables.length > 1) return 'the group of this symbol is not known';
  const whole = (one: RateTable) => one.symbols.length + one.bases.length + one.quotes.length === 0;
  if (whole(table))
    return table.group === null ? 'one table for all' : 'every symbol that no other group names';
  if (table.symbols.includes(instrument.symbol)) return `the group names ${instrument.symbol}`;
  if (instrument.base !== null && table.bases.includes(instrument.base)) {
    return `the group names the base asset ${instrument.base}`;
  }
  if (instrument.quote !== null && table.quotes.includes(instrument.quote)) {
    return `the group names the quote asset ${instrument.quote}`;
  }
  return 'the group names symbols of this form';
}

/** True = the rate due was agreed with the venue and stands on no ladder. */
function isAgreed(due: DueRate | null, { makerRate, takerRate }: TermsInForce): boolean {
  return due !== null && (due.published === makerRate || due.published === takerRate);
}

function dueSteps(account: FillAccount): Step[] {
  const { due, liquidity } = account.judged;
  const basis = basisOfRate(account);
  if (due === null) return [];
  const { published, rate, discount } = due;
  const agreed = isAgreed(due, account.terms);
  const name = agreed ? 'agreed rate' : 'published rate';
  const words = rateWords(published);
  const whose = account.share?.leg == null ? liquidity : 'taker, as both sides of a request pay';
  const steps = [line(name, published, { ...words, basis, note: `${whose}: ${words.note}` })];
  const flow = agreed ? null : flowStep(published, account, basis);
  if (flow !== null) steps.push(flow.step);
  if (discount !== null) {
    const left = ONE.minus(discount.off);
    const formula = `${plain(flow?.rate ?? published)} × ${plain(left)}`;
    const note = `${discount.asset} discount of ${formatRate(discount.off)}; ${provenanceWords(discount.provenance)}`;
    steps.push(line('discount', rate, { basis, unit: words.unit, formula, note }));
  }
  steps.push(line('rate due', rate, { ...rateWords(rate), basis }));
  return steps;
}

/** What a rule for orders of this kind makes of a maker rate; null where none does. */
function flowStep(
  published: Rate,
  { fill, judged, terms, context: { card } }: FillAccount,
  basis: Basis,
): { readonly step: Step; readonly rate: Rate } | null {
  const rule = isNoRate(card) ? null : flowRuleFor(card.schedule, fill.orderType, fill.time);
  if (rule === null || rule.factor === null || judged.liquidity !== 'maker') return null;
  const rate = flowRate(published, terms, rule);
  if (isNoRate(rate)) return null;
  const scaled = !rate.eq(published);
  const part = formatRate(rule.factor);
  const note = scaled
    ? `${rule.name} orders are charged ${part} of the maker fee; ${provenanceWords(rule.provenance)}`
    : `the rule for ${rule.name} orders (${part} of the maker fee) leaves this rate as it is`;
  const formula = scaled ? `${plain(published)} × ${plain(rule.factor)}` : null;
  return { step: line('order rule', rate, { basis, unit: FRACTION, formula, note }), rate };
}
