/** Statements matched with what the fills accrue, while the fills are judged. */
import { type AccrualLane, AccrualSlots } from '../domain/accrual-slots.ts';
import type { StatementVolume } from '../domain/completeness.ts';
import { Decimal, ZERO } from '../domain/decimal.ts';
import type { Fill } from '../domain/fill.ts';
import { type Series, seriesOf } from '../domain/fixing.ts';
import type { FillJudgement, PriceSource } from '../domain/judgement.ts';
import type { OpenItem } from '../domain/late-payment.ts';
import { fail, type Problem, problem } from '../domain/problem.ts';
import { affiliateEarning, type Earning, makerRebateTerms } from '../domain/rebate.ts';
import { matchStatement, type PartnerMatch } from '../domain/rebate-match.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import type { AffiliateTerms, TermsInForce } from '../domain/terms.ts';
import type { Span } from '../domain/time.ts';
import type { FillObserver } from '../engine/engine.ts';
import type { MatchedLane, TradeLine } from '../report/findings.ts';
import { calendarOf, inEpochs } from './statement-calendar.ts';

/** Gathers what statements are matched with while the fills are judged. */
export class StatementRun implements FillObserver {
  readonly problems: Problem[] = [];
  private readonly statements: readonly Statement[];
  private readonly prices: PriceSource | null;
  private readonly slots: AccrualSlots;
  private readonly names: ReadonlyMap<string, string>;
  /** Lines of accounts that are not in this run. */
  private readonly others = new Set<StatementLine>();
  /** True = some statement pays maker rebates. */
  private readonly ofVenue: boolean;
  private readonly venues = new Map<string, AffiliateTerms>();
  private readonly trades = new Map<string, StatementLine[]>();
  private readonly found = new Map<StatementLine, { time: number; accrued: Decimal; asset: string }>();

  /** @param prices apart from those that convert fees, so that the report tells their ages apart */
  constructor(
    statements: readonly Statement[],
    prices: PriceSource | null,
    names: ReadonlyMap<string, string>,
  ) {
    this.names = names;
    this.statements = statements;
    this.ofVenue = statements.some(({ pays }) => pays === 'maker-rebate');
    this.prices = prices;
    this.slots = new AccrualSlots(prices, (terms) => this.settlementOf(terms));
    for (const line of statements.flatMap(({ lines }) => lines)) {
      if (line.tradeId !== null)
        this.trades.set(line.tradeId, [...(this.trades.get(line.tradeId) ?? []), line]);
    }
  }

  begin(): void {
    this.slots.clear();
    this.found.clear();
  }

  fill(fill: Fill, judged: FillJudgement, terms: TermsInForce): void {
    for (const earning of this.earningsOf(fill, judged, terms)) {
      this.slots.add(fill, judged, earning);
      this.findTrade(fill, judged, earning);
    }
  }

  /** What the fill earns of anybody whom the statements could show paying. */
  private earningsOf(fill: Fill, judged: FillJudgement, terms: TermsInForce): Earning[] {
    const earned = affiliateEarning(fill, judged, terms);
    const earnings = earned === null ? [] : [earned];
    if (!this.ofVenue || !fill.fee.isNegative() || fill.fee.isZero()) return earnings;
    const { venue } = fill.instrument;
    const own = this.venues.get(venue) ?? makerRebateTerms(venue);
    this.venues.set(venue, own);
    if (this.statements.some((one) => couldPay(one, own)))
      earnings.push({ terms: own, base: fill.fee.neg(), why: null });
    return earnings;
  }

  private findTrade(fill: Fill, judged: FillJudgement, { terms, base, why }: Earning): void {
    const lines = fill.tradeId === null ? undefined : this.trades.get(fill.tradeId);
    for (const line of lines ?? []) {
      if (!couldPay(this.sourceOf(line), terms)) continue;
      const accrued = why === null ? base.times(terms.share) : new Decimal(0);
      const before = this.found.get(line);
      // Ids are unique within a symbol only: of several fills the one counts that the line pays best.
      const better =
        before === undefined || accrued.minus(line.paid).abs().lt(before.accrued.minus(line.paid).abs());
      if (better) this.found.set(line, { time: fill.time, accrued, asset: judged.feeAsset });
    }
  }

  /** The one asset in which the statements of this partner pay; else the one that it is known for. */
  private settlementOf(terms: AffiliateTerms): string | null {
    const assets = new Set(this.linesOf(terms).map(({ asset }) => asset));
    return assets.size === 1 ? [...assets][0]! : (terms.settlementAsset ?? null);
  }

  private linesOf(terms: AffiliateTerms): StatementLine[] {
    return this.statements.flatMap((one) => (couldPay(one, terms) ? one.lines : []));
  }

  private sourceOf({ file }: StatementLine): Statement {
    return this.statements.find((one) => one.file === file)!;
  }

  /** One result per partner, account and asset that the statements pay. */
  match(covered: Span, carried: readonly OpenItem[]): readonly MatchedLane[] {
    const lanes = [...this.slots.lanes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lane]) => lane);
    this.checkVenues(lanes);
    return lanes.flatMap((lane) => {
      const peers = lanes.filter(({ terms }) => terms.partner === lane.terms.partner);
      const lines = this.linesFor(lane, peers);
      const assets = [...new Set(lines.map(({ asset }) => asset))].sort();
      const settlement = this.settlementOf(lane.terms);
      return assets.map((asset) => {
        const own = [...lane.assets.keys()].sort();
        const feeAssets = own.filter(
          (one) => one === asset || (asset === settlement && !assets.includes(one)),
        );
        const matching = lines.filter((line) => line.asset === asset);
        return this.matchOne(lane, asset, feeAssets, matching, covered, carried);
      });
    });
  }

  /** @throws KnownError where maker rebates of several venues could be meant */
  private checkVenues(lanes: readonly AccrualLane[]): void {
    const partners = new Set(
      lanes.flatMap(({ terms }) => (terms.earns === undefined ? [] : [terms.partner])),
    );
    for (const one of this.statements) {
      if (one.pays !== 'maker-rebate' || one.lines.length === 0) continue;
      if (one.partner === null && partners.size > 1) {
        fail('statement-venue-unknown', 'several venues of this run charged negative fees', {
          file: one.file,
          hint: `name the one that pays in its mapping file: partner: ${[...partners].sort().join(' or ')}`,
        });
      }
      if (one.partner === null ? partners.size > 0 || lanes.length === 0 : partners.has(one.partner))
        continue;
      this.problems.push(
        problem('statement-without-rebates', 'no fill of this run has a negative fee that it could pay', {
          file: one.file,
          value: one.partner,
          hint: 'check the period and partner: (a venue and "maker rebate", as derive maker rebate)',
        }),
      );
    }
  }

  private linesFor(lane: AccrualLane, peers: readonly AccrualLane[]): StatementLine[] {
    const accounts = new Set(peers.map(({ account }) => account));
    if (peers.filter(({ account }) => account === lane.account).length > 1) {
      fail('statement-terms-change', `the calendar of ${lane.terms.partner} changes within the run`, {
        hint: 'reconcile the periods before and after the change apart (--from, --to)',
      });
    }
    const lines = this.linesOf(lane.terms).map((line) => ({ line, name: this.nameOf(line) }));
    const named = new Set(lines.flatMap(({ name }) => (name === null ? [] : [name])));
    const anyOwn = [...named].some((name) => accounts.has(name));
    // A dashboard lists all clients of a partner; one that knows a single account may call it as it likes.
    const alone = accounts.size === 1 && (named.size <= 1 || anyOwn);
    const told = new Set<string>();
    return lines.flatMap(({ line, name }) => {
      const unnamed = name === null || (named.size === 1 && !anyOwn);
      if (name === lane.account || (alone && unnamed)) return [atTrade(line, this.found)];
      if (name !== null && accounts.has(name)) return [];
      if (name !== null && anyOwn) {
        if (lane === peers[0]) this.others.add(line);
      } else if (lane === peers[0] && !told.has(name ?? '')) {
        this.problems.push(unknownAccount(line, [...accounts]));
        told.add(name ?? '');
      }
      return [];
    });
  }

  /** The account of a line as the configuration calls it. */
  private nameOf({ account }: StatementLine): string | null {
    return account === null ? null : (this.names.get(account) ?? account);
  }

  private matchOne(
    lane: AccrualLane,
    asset: string,
    feeAssets: readonly string[],
    lines: readonly StatementLine[],
    covered: Span,
    carried: readonly OpenItem[],
  ): MatchedLane {
    const sources = this.statements.filter((one) => lines.some(({ file }) => file === one.file));
    const zones = sources.map(({ minutesEast }) => minutesEast);
    const series = fixed(seriesOf(lane, asset, feeAssets, zones, this.prices), sources);
    const scale = Math.max(0, ...sources.map(({ scales }) => scales.get(asset) ?? 0));
    const { terms } = lane;
    const calendar = calendarOf(lane, lines, sources);
    const assumedCutOff = calendar.assumed;
    const own = carried.filter(
      (item) => item.partner === terms.partner && item.account === lane.account && item.asset === asset,
    );
    const match: PartnerMatch = matchStatement({
      series: series.list,
      fixingStated: series.stated,
      share: lane.share,
      ceiling: lane.ceiling,
      assumedCutOff,
      periodOf: calendar.periodOf,
      cadence: calendar.cadence,
      lines: terms.earns === undefined ? lines : inEpochs(lines, sources, calendar),
      unit: new Decimal(`1e-${scale}`),
      covered,
      carried: own,
    });
    return {
      ...{ match, asset, feeAssets, account: lane.account, lines: lines.length },
      // Epochs that a statement tells are as good as a cut-off that was agreed.
      terms: terms.earns === undefined || assumedCutOff ? terms : { ...terms, cutOffMinute: 0 },
      volume: volumeOf(lane, match, lines),
      zoneAssumed: sources.some(({ zoneBasis }) => zoneBasis === 'assumed'),
      minutesEast: zones[0] ?? 0,
      cadence: calendar.cadence,
      share: lane.share,
      otherAccounts: this.others.size,
      trades: lines.filter(({ tradeId }) => tradeId !== null).length,
      unmatchedTrades: lines.filter((line) => line.tradeId !== null && this.tradeOf(line) === null).length,
      tradeLines: this.tradeLines(lines, new Decimal(`1e-${scale}`)),
    };
  }

  /** The trade that a line names, where it is among the fills. */
  private tradeOf({ tradeId, file, line }: StatementLine) {
    const own = this.trades.get(tradeId!)!.find((one) => one.line === line && one.file === file);
    return (own === undefined ? undefined : this.found.get(own)) ?? null;
  }

  /** Lines that pay something else than share × fee of their trade; a fee in another asset is not compared. */
  private tradeLines(lines: readonly StatementLine[], unit: Decimal): TradeLine[] {
    const wrong = lines.flatMap((line): TradeLine[] => {
      const { file, line: number, tradeId, from, asset, paid } = line;
      if (tradeId === null) return [];
      const trade = this.tradeOf(line);
      if (trade !== null && trade.asset !== asset) return [];
      const accrued = trade?.accrued ?? null;
      if (accrued?.minus(paid).abs().lte(unit)) return [];
      return [{ file, line: number, tradeId, time: trade?.time ?? from, asset, accrued, paid }];
    });
    const size = ({ accrued, paid }: TradeLine) => (accrued ?? ZERO).minus(paid).abs();
    return wrong
      .sort((a, b) => size(b).cmp(size(a)) || a.time - b.time || (a.tradeId < b.tradeId ? -1 : 1))
      .slice(0, MOST_TRADE_LINES);
  }
}

const MOST_TRADE_LINES = 1000;

/** Volume of the fills in the time that the statement's lines pay for, against what the lines show. */
function volumeOf(
  { assets, account, terms }: AccrualLane,
  { reading }: PartnerMatch,
  lines: readonly StatementLine[],
): StatementVolume | null {
  const spans = lines.filter(({ to, volume }) => to !== null && volume !== null);
  // A venue's lines may show all volume or that of makers.
  if (terms.earns !== undefined) return null;
  if (reading === null || spans.length === 0 || spans.length < lines.length) return null;
  let fills: Decimal | null = ZERO;
  const inside = (at: number) =>
    spans.some(({ from, to }) => at >= from + reading.shift && at < to! + reading.shift);
  for (const slots of assets.values()) {
    for (const [start, { volume }] of slots) {
      if (inside(start)) fills = fills === null || volume === null ? null : fills.plus(volume);
    }
  }
  const statement = spans.reduce((sum, { volume }) => sum.plus(volume!), ZERO);
  return { partner: terms.partner, account, fills, statement };
}

/** A line for one trade belongs to the time of that trade, whenever it was booked. */
function atTrade(line: StatementLine, found: ReadonlyMap<StatementLine, { time: number }>): StatementLine {
  const trade = found.get(line);
  return trade === undefined ? line : { ...line, from: trade.time, to: null };
}

/** Whether the lines of a statement can be payments under these terms. */
function couldPay({ partner, pays }: Statement, terms: AffiliateTerms): boolean {
  const kind = terms.earns ?? 'affiliate';
  return pays === kind && (partner === null || partner === terms.partner);
}

function fixed(
  list: readonly Series[],
  sources: readonly Statement[],
): { list: readonly Series[]; stated: boolean } {
  const wanted = sources.find(({ fixing }) => fixing !== null);
  if (wanted === undefined || list.length <= 1) return { list, stated: false };
  const first = list.find(({ fixing }) => fixing.toLowerCase() === wanted.fixing!.toLowerCase());
  if (first === undefined) {
    fail('fixing-unknown', 'there is no such fixing, or a price for it is missing', {
      ...{ file: wanted.file, value: wanted.fixing },
      hint: `fixings: ${list.map(({ fixing }) => fixing).join(', ')}`,
    });
  }
  return { list: [first, ...list.filter((one) => one !== first)], stated: true };
}

function unknownAccount({ file, line, account }: StatementLine, accounts: readonly string[]): Problem {
  return problem(
    'statement-account-unknown',
    'it is not known to which account of the run this line belongs',
    {
      ...{ file, line, column: 'account', value: account },
      hint: `accounts of this run: ${accounts.join(', ')}; name one in a mapping file beside the statement (account: …)`,
    },
  );
}
