/** What a partner's payments come down to: one cause and one sentence for many periods. */
import { type Decimal, plain, ZERO } from '../domain/decimal.ts';
import type { MatchedPeriod, RebateCode } from '../domain/rebate-match.ts';
import { DAY, formatShort, type Instant, MINUTE } from '../domain/time.ts';
import type { MatchedLane } from './findings.ts';
import type { Value } from './model.ts';

/** In the order in which the parts of a difference are taken out. */
const CODES: readonly RebateCode[] = [
  'FX_FIXING',
  'REBATE_TIMING',
  'REBATE_INELIGIBLE',
  'POOL_HAIRCUT',
  'REBATE_SHORT',
];

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
const sum = (periods: readonly MatchedPeriod[], code: RebateCode): Decimal =>
  periods.reduce((total, { parts }) => total.plus(parts.get(code) ?? ZERO), ZERO);

/** Rows of table `causes`: positive = owed to the desk. `fills` is not counted, since statements know none. */
export function rebateCauseRows(lanes: readonly MatchedLane[]): Value[][] {
  return lanes.flatMap((lane) =>
    CODES.flatMap((code) => {
      const periods = lane.match.periods.filter(({ parts }) => parts.has(code));
      if (periods.length === 0) return [];
      const { partner } = lane.terms;
      return [
        [
          ...[code, lane.asset, null, sum(periods, code), periods[0]!.from, periods.at(-1)!.to, null, null],
          ...[`${partner}: ${sentenceOf(code, periods, lane)}`, [], '', lane.account, ''],
        ],
      ];
    }),
  );
}

function sentenceOf(code: RebateCode, periods: readonly MatchedPeriod[], lane: MatchedLane): string {
  const { asset } = lane;
  const total = sum(periods, code);
  const money = `${plain(total.abs())} ${asset}${total.isNegative() ? ' too much' : ''}`;
  switch (code) {
    case 'FX_FIXING':
      return `${count(periods.length, 'period')} converted at another price than agreed (${lane.match.reading!.series.words}): ${money}. Ask for the agreed fixing.`;
    case 'REBATE_TIMING':
      return timing(periods, lane);
    case 'REBATE_INELIGIBLE':
      return `${INELIGIBLE}, in ${spansOf(periods)}: ${money}. Ask by which rule they are left out.`;
    case 'POOL_HAIRCUT':
      return haircut(periods, lane, money);
    case 'REBATE_SHORT':
      return short(periods, lane);
  }
}

const INELIGIBLE = 'fees that the partner holds ineligible and the terms do not';

function haircut(periods: readonly MatchedPeriod[], { match, share }: MatchedLane, money: string): string {
  const { ratio } = match.reading!;
  const paid = plain(ratio.times(100));
  const instead =
    share === null
      ? ''
      : ` (a share of ${plain(share.times(ratio).times(100))} % instead of ${plain(share.times(100))} %)`;
  const one = `one cut over ${count(periods.length, 'period')}, not ${count(periods.length, 'error')}`;
  return `every line pays ${paid} % of what accrued${instead}: ${one}: ${money}. Ask which pool or share was applied.`;
}

function timing(periods: readonly MatchedPeriod[], lane: MatchedLane): string {
  const { match, asset } = lane;
  const total = sum(periods, 'REBATE_TIMING');
  const net = total.abs().lte(match.unit.times(periods.length))
    ? 'nothing is missing'
    : `${plain(total.abs())} ${asset} ${total.isNegative() ? 'belong to flow before this run' : 'are due with a later period'}`;
  const moved = match.reading!.shift === 0 ? 'right amounts, paid in another period' : boundaryWords(lane);
  return `${moved}, in ${spansOf(periods)}: ${net}. Closes by itself.`;
}

/** `days tie out if a day starts at 16:00 UTC (UTC+8)`. */
export function boundaryWords({ match, cadence }: MatchedLane): string {
  const { shift, explained, tested } = match.reading!;
  const first = match.periods[0]!.from + shift;
  const clock = new Date(first).toISOString().slice(11, 16);
  const word = cadence === 'span' ? 'period' : cadence;
  const minute = (((first % DAY) + DAY) % DAY) / MINUTE;
  const east = minute === 0 ? 0 : minute <= 12 * 60 ? -minute / 60 : 24 - minute / 60;
  const zone = Number.isInteger(east)
    ? `, midnight of UTC${east > 0 ? `+${east}` : east === 0 ? '' : east}`
    : '';
  const whole = Math.abs(shift) >= DAY ? ` and ${lengthOf(shift)} ${shift < 0 ? 'earlier' : 'later'}` : '';
  return `${explained} of ${count(tested, `full ${word}`)} tie out if a ${word} starts at ${clock} UTC${zone}${whole}`;
}

const lengthOf = (shift: number) => count(Math.round(Math.abs(shift) / DAY), 'day');

function short(periods: readonly MatchedPeriod[], { asset }: MatchedLane): string {
  const missing = periods.filter(({ status }) => status === 'missing');
  const over = periods.filter(({ parts }) => parts.get('REBATE_SHORT')!.isNegative());
  const less = periods.filter((period) => !missing.includes(period) && !over.includes(period));
  const amount = (some: readonly MatchedPeriod[]) => `${plain(sum(some, 'REBATE_SHORT').abs())} ${asset}`;
  const parts = [
    missing.length === 0 ? null : `nothing was paid for ${spansOf(missing)}: ${amount(missing)}`,
    less.length === 0 ? null : `too little was paid for ${spansOf(less)}: ${amount(less)}`,
    over.length === 0 ? null : `too much was paid for ${spansOf(over)}: ${amount(over)}`,
  ];
  return `${parts.filter((part) => part !== null).join('; ')}. Send the partner these periods.`;
}

/** Periods that follow each other stand together: `2026-06-08 to 2026-06-15 (7 periods), 2026-06-20`. */
function spansOf(periods: readonly MatchedPeriod[]): string {
  const runs: { from: Instant; to: Instant; count: number }[] = [];
  for (const { from, to } of periods) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === from) {
      last.to = to;
      last.count += 1;
    } else runs.push({ from, to, count: 1 });
  }
  const words = runs
    .slice(0, 4)
    .map((run) =>
      run.count === 1
        ? `the period from ${formatShort(run.from)}`
        : `${run.count} periods from ${formatShort(run.from)} to ${formatShort(run.to)}`,
    );
  return runs.length > 4 ? `${words.join(', ')} and ${runs.length - 4} more stretches` : words.join(', ');
}

/** What a reader of the rebate table must know about its statements. */
export function settlementNotes(lanes: readonly MatchedLane[]): string[] {
  return lanes.flatMap((lane) => {
    const { match, terms, asset } = lane;
    const { reading } = match;
    if (reading === null) {
      const others = lane.feeAssets.filter((one) => one !== asset);
      return [
        `${terms.partner}: the statement pays ${asset}, but fees were charged in ${others.join(', ')}; without their prices (--prices) it is not compared.`,
      ];
    }
    return [
      ...readingNotes(lane),
      ...edgeNotes(lane),
      ...(match.outside.length === 0
        ? []
        : [
            `${terms.partner}: ${count(match.outside.length, 'line')} of the statement (${plain(match.outside.reduce((total, { paid }) => total.plus(paid), ZERO))} ${asset}) ${OUTSIDE}.`,
          ]),
      ...(lane.otherAccounts === 0
        ? []
        : [`${terms.partner}: ${count(lane.otherAccounts, 'line')} of other accounts: not compared.`]),
      ...(lane.unmatchedTrades === 0
        ? []
        : [
            `${terms.partner}: ${lane.unmatchedTrades} of ${count(lane.trades, 'line')} ${lane.unmatchedTrades === 1 ? 'names' : 'name'} a trade that is not among the fills (table rebateTrades).`,
          ]),
    ];
  });
}

const OUTSIDE = 'belong to periods that this run does not cover and settle nothing that is open';

function readingNotes(lane: MatchedLane): string[] {
  const { match, terms, asset } = lane;
  const { series, shift, ratio, explained, tested } = match.reading!;
  const notes: string[] = [];
  if (series.fixing !== '') {
    const effect = match.fixingEffect;
    const worth =
      effect === null || effect.isZero()
        ? ''
        : `; that is ${plain(effect.abs())} ${asset} ${effect.isNegative() ? 'less' : 'more'} than at the price of each fill`;
    notes.push(
      2 * explained > tested
        ? `${terms.partner}: fees in other assets are converted at ${series.words}, which explains ${explained} of ${count(tested, 'line')} (found, not agreed)${worth}.`
        : `${terms.partner}: no fixing of the price file explains the statement; ${series.words} is used, and nothing is called short.`,
    );
  }
  if (shift !== 0)
    notes.push(
      `${terms.partner}: ${boundaryWords(lane)}; as declared they do not. If that is so, state it in the terms.`,
    );
  if (lane.match.periods.some(({ status }) => status === 'ceiling') && !ratio.eq(1) && lane.share !== null)
    notes.push(
      `${terms.partner}: every line pays ${plain(ratio.times(lane.share).times(100))} % of the eligible fee; the ${plain(lane.share.times(100))} % of the terms is only a maximum, so nothing is short.`,
    );
  return notes;
}

/** Nobody stated the epochs of a venue: which ones were taken, and how to state others. */
function epochNote({ periods }: MatchedLane['match'], partner: string): string {
  const { from, to } = periods.at(-1)!;
  const days = Math.round((to - from) / DAY);
  const start = formatShort(from).slice(0, 10);
  const assumed = `${days} days each, one from ${start}, so that the first payment follows the end of one, are assumed`;
  const state = `State them in the mapping file: epoch: {start: ${start}, days: ${days}}`;
  return `${partner}: the epochs are not stated; ${assumed}. A period that differs is partial, never short or late. ${state}.`;
}

function edgeNotes({ match, terms, zoneAssumed, minutesEast, cadence }: MatchedLane): string[] {
  const notes: string[] = [];
  const partial = match.periods.filter(({ status }) => status === 'partial').length;
  if (terms.cutOffMinute === null) {
    const start = {
      day: 'midnight',
      week: 'Monday 00:00',
      month: 'the 1st, 00:00',
      span: 'the start of each line',
    }[cadence];
    const zone =
      minutesEast === 0 || zoneAssumed ? 'UTC' : `UTC${minutesEast > 0 ? '+' : ''}${minutesEast / 60}`;
    if (cadence === 'span' && terms.earns !== undefined) notes.push(epochNote(match, terms.partner));
    if (cadence !== 'span')
      notes.push(
        `${terms.partner}: the cut-off is not stated; ${start} ${zone} is assumed, so a period that differs is partial, never short or late. State it: affiliate: "… ${cadence} ${cadence === 'week' ? 'Mon 00:00Z' : '00:00Z'}".`,
      );
  } else if (partial > 0) {
    notes.push(
      `${terms.partner}: ${count(partial, 'period')} at the edge of the fills cannot be judged (--period says what the files cover).`,
    );
  }
  if (zoneAssumed && (terms.cutOffMinute === null || terms.earns !== undefined))
    notes.push(
      `${terms.partner}: nothing tells the zone of the statement's dates; UTC is assumed (--statement-timezone says otherwise).`,
    );
  return notes;
}
