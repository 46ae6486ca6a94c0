/** `--card SCHEDULE[@VERSION][:ITEM[,ITEM…]]`, where an item is a tier, `maker=RATE`, `taker=RATE` or `pairs=A+B`. */
import { type Catalogue, splitReference, tierNamed, versionNamed } from '../catalogue/catalogue.ts';
import { fail } from '../domain/problem.ts';
import { type Rate, readRate } from '../domain/rate.ts';
import type { Schedule } from '../domain/schedule.ts';

export interface CardReference {
  /** As the user wrote it. */
  readonly name: string;
  readonly schedule: Schedule;
  /** Null = by date. */
  readonly version: string | null;
  /** As the venue writes it; null = none was named. */
  readonly tier: string | null;
  readonly maker: Rate | null;
  readonly taker: Rate | null;
  /** Symbols that it covers; null = all. */
  readonly pairs: ReadonlySet<string> | null;
}

/** @throws KnownError for a card that is not of this form, or names what there is not */
export function readCard(written: string, catalogue: Catalogue): CardReference {
  const colon = written.indexOf(':');
  const head = (colon === -1 ? written : written.slice(0, colon)).trim();
  const { id, version } = splitReference(head);
  const schedule = catalogue.schedule(id);
  const pinned = version === null ? null : versionNamed(schedule, version).version;
  let card: CardReference = {
    name: written.trim(),
    schedule,
    version: pinned,
    tier: null,
    maker: null,
    taker: null,
    pairs: null,
  };
  for (const item of colon === -1 ? [] : written.slice(colon + 1).split(',')) {
    card = { ...card, ...readItem(item.trim(), schedule, written) };
  }
  return card;
}

function readItem(item: string, schedule: Schedule, written: string): Partial<CardReference> {
  const [, key, value] = /^(maker|taker|pairs)\s*=\s*(.*)$/i.exec(item) ?? [];
  if (key === undefined || value === undefined) {
    if (item === '' || item.includes('=')) {
      fail('card-unreadable', 'an item of a card is a tier, maker=RATE, taker=RATE or pairs=A+B', {
        value: item === '' ? written : item,
        hint: 'for example okx/market-maker:maker=-0.003%,taker=0.027%',
      });
    }
    return { tier: tierNamed(schedule, item).tier };
  }
  if (key.toLowerCase() === 'pairs') {
    const pairs = value.split('+').map((pair) => pair.trim());
    if (pairs.includes('')) {
      fail('card-unreadable', 'pairs= needs symbols as the fills write them', {
        value: item,
        hint: 'pairs=BTC-USDT-SWAP+ETH-USDT-SWAP',
      });
    }
    return { pairs: new Set(pairs) };
  }
  const rate = readRate(value);
  if (rate === null) {
    return fail('rate-unreadable', 'a rate needs its unit', {
      value: item,
      hint: 'maker=-0.003% or maker=-0.3bps',
    });
  }
  if (rate.abs().gt('0.01')) {
    return fail('rate-absurd', 'no trading fee is above 1 %', {
      value: item,
      hint: 'check the unit: 0.02% = 2bps',
    });
  }
  return key.toLowerCase() === 'maker' ? { maker: rate } : { taker: rate };
}
