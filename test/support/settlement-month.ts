/**
 * A made-up month of fills and the dashboard that a partner would show for it, with every fault planted by hand. All
 * money is whole numbers (BigInt, 10^-8 or finer), so that nothing here shares a rule with the program.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface MadeFill {
  readonly id: string;
  readonly time: number;
  readonly asset: 'USDT' | 'BNB';
  /** In 10^-8 of the asset. */
  readonly fee: bigint;
  readonly row: string;
}

export interface MonthRecipe {
  /** First instant of the month, UTC. */
  readonly from: number;
  readonly days: number;
  readonly perDay: number;
  readonly seed: number;
  /** Every n-th fill pays its fee in BNB; 0 = none. */
  readonly bnbEvery: number;
}

/** Price of BNB in 10^-2 USDT at an hour. */
export const bnbPrice = (time: number): bigint => 60_000n + BigInt((Math.floor(time / HOUR) * 37) % 4_001);

function* random(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 4_294_967_296;
  }
}

/** Fills at 2 bps maker and 5 bps taker, charged exactly, so that nothing but the rebate can differ. */
export function madeFills({ from, days, perDay, seed, bnbEvery }: MonthRecipe): MadeFill[] {
  const source = random(seed);
  const next = () => source.next().value as number;
  const fills: MadeFill[] = [];
  for (let index = 0; index < days * perDay; index++) {
    const time = from + Math.floor(((index + next()) * DAY) / perDay);
    const price = 600_000n + BigInt(Math.floor(next() * 50_000)); // tenths of a USDT
    const quantity = 1n + BigInt(Math.floor(next() * 900)); // thousandths
    const maker = next() < 0.7;
    const usdt = price * quantity * (maker ? 2n : 5n); // 10^-8
    const inBnb = bnbEvery > 0 && index % bnbEvery === 0;
    const cents = bnbPrice(time);
    const fee = inBnb ? (usdt * 100n + cents / 2n) / cents : usdt;
    const asset = inBnb ? 'BNB' : 'USDT';
    const id = String(900_000 + seed * 1_000_000 + index);
    const cells = [
      ...[new Date(time).toISOString(), 'BTCUSDT', next() < 0.5 ? 'buy' : 'sell'],
      ...[decimal(price, 1), decimal(quantity, 3), decimal(fee, 8), asset, maker ? 'maker' : 'taker', id],
    ];
    fills.push({ id, time, asset, fee, row: cells.join(',') });
  }
  return fills;
}

export const FILL_HEADER = 'time,symbol,side,price,quantity,fee,feeAsset,liquidity,tradeId';
export const fillsFile = (fills: readonly MadeFill[]): string =>
  `${[FILL_HEADER, ...fills.map(({ row }) => row)].join('\n')}\n`;

export const FILL_MAP = `venue: binance
product: usdm-futures
kind: linear
account: desk
columns: {time: time, symbol: symbol, side: side, price: price, quantity: quantity, fee: fee, feeAsset: feeAsset, liquidity: liquidity, tradeId: tradeId}
`;

/** Hourly prices from a day before to three days after. */
export function pricesFile(from: number, days: number): string {
  const rows: string[] = ['time,asset,quote,price'];
  for (let time = from - DAY; time < from + (days + 3) * DAY; time += HOUR)
    rows.push(`${new Date(time).toISOString()},BNB,USDT,${decimal(bnbPrice(time), 2)}`);
  return `${rows.join('\n')}\n`;
}

/** A whole number of 10^-scale in plain notation. */
export function decimal(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const text =
    scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
  return value < 0n && text !== '0' ? `-${text}` : text;
}

export interface DashboardRecipe {
  readonly from: number;
  readonly days: number;
  /** The partner's day begins this long after 00:00 UTC of the date that it prints (negative = before). */
  readonly shift: number;
  /** Share in 10^-4: 4000 = 40 %. */
  readonly share: bigint;
  /** Part of the rebate that is paid, in 10^-3: 873 = a cut of 12.7 %. */
  readonly ratio: bigint;
  /** Day → fee (10^-8 USDT) that the partner holds ineligible. */
  readonly ineligible: ReadonlyMap<number, bigint>;
  /** Day → day on which it is paid as well. */
  readonly late: ReadonlyMap<number, number>;
  /** Days for which nothing is ever paid. */
  readonly missing: ReadonlySet<number>;
  /** When the price of BNB is fixed for flow of a moment. */
  readonly fixing: (time: number) => number;
}

export interface DashboardDay {
  readonly day: number;
  /** Fee in 10^-10 USDT (BNB converted). */
  readonly fee: bigint;
  readonly eligible: bigint;
  /** What the day earned, cut down to 10^-8 USDT. */
  readonly rebate: bigint;
  /** What the line of the day shows. */
  readonly paid: bigint;
}

/** The partner's own books: fee by its days, what it holds eligible, what it pays when. */
export function dashboardDays(fills: readonly MadeFill[], recipe: DashboardRecipe): DashboardDay[] {
  const fees = Array.from({ length: recipe.days }, () => 0n);
  for (const { time, asset, fee } of fills) {
    const day = Math.floor((time - recipe.from - recipe.shift) / DAY);
    if (day < 0 || day >= recipe.days) continue;
    fees[day]! += asset === 'USDT' ? fee * 100n : fee * bnbPrice(recipe.fixing(time));
  }
  const rebates = fees.map((fee, day) => {
    const eligible = fee - (recipe.ineligible.get(day) ?? 0n) * 100n;
    // 10^-10 × 10^-4 × 10^-3 = 10^-17, cut to 10^-8.
    return { eligible, rebate: (eligible * recipe.share * recipe.ratio) / 1_000_000_000n };
  });
  return fees.map((fee, day) => {
    const own = recipe.missing.has(day) || recipe.late.has(day) ? 0n : rebates[day]!.rebate;
    const caught = [...recipe.late].filter(([, when]) => when === day);
    const paid = caught.reduce((sum, [of]) => sum + rebates[of]!.rebate, own);
    return { day, fee, ...rebates[day]!, paid };
  });
}

/** The dashboard as a CSV; days without a payment have no line. */
export function dashboardFile(
  days: readonly DashboardDay[],
  { from }: Pick<DashboardRecipe, 'from'>,
): string {
  const rows = days
    .filter(({ paid }) => paid !== 0n)
    .map(({ day, fee, eligible, paid }) =>
      [
        ...[new Date(from + day * DAY).toISOString().slice(0, 10), 'desk'],
        ...[decimal(fee, 10), decimal(eligible, 10), decimal(paid, 8), 'USDT', 'paid'],
      ].join(','),
    );
  return `${['date,uid,fee,eligible fee,rebate,asset,state', ...rows].join('\n')}\n`;
}
