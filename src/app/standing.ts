/** What an owner says of an account that no fill shows: volumes, holdings, assets, shares, rank; flags or dated entries. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import { anyMapping, mapping, text } from '../catalogue/fields.ts';
import { failAt, type YamlValue } from '../catalogue/yaml.ts';
import { Decimal, readDecimal } from '../domain/decimal.ts';
import {
  assetKey,
  BARE_SHARE,
  BARE_VOLUME,
  isShare,
  isVolume,
  RFQ_VOLUME,
  type Standing,
} from '../domain/facts.ts';
import { fail, KnownError, nearest } from '../domain/problem.ts';
import { readShort } from '../domain/short-number.ts';
import { readIsoTime } from '../domain/time.ts';
import type { StandingRequest } from './request.ts';

/** Figures by the product that they concern; null = every one. */
type Found = { readonly product: string | null; readonly metric: string; readonly value: Decimal };

const PERCENT = new Decimal('0.01');

/** The standings that flags give, since ever and for every account. @throws KnownError for what is no figure */
export function standingsOfFlags(request: StandingRequest, catalogue: Catalogue): Standing[] {
  const products = productsOf(catalogue);
  return gather(
    [
      ...volumes(request.volume30d, '--volume-30d', products),
      ...holdings(request.holdings, '--holdings'),
      ...(request.assets === undefined ? [] : [metric('assets', amount(request.assets, '--assets'))]),
      ...shares(request.share, '--share', products),
      ...ranks(request.rank, '--rank', products),
    ],
    [],
    null,
    null,
  );
}

const KEYS = [
  ...['from', 'product', 'volume30d', 'elsewhere30d', 'holdings', 'assets', 'borrowing', 'share', 'rank'],
  ...['loyaltyDays', 'grant'],
] as const;

/** One entry of `standing:` in the configuration. @throws KnownError with its place */
export function readStanding(value: YamlValue, catalogue: Catalogue, offset: number): Standing[] {
  const fields = mapping(value, KEYS);
  const products = productsOf(catalogue);
  const written = (key: (typeof KEYS)[number]) => fields.maybe(key, listed) ?? undefined;
  const from = written('from');
  try {
    const instant = from === undefined ? null : readIsoTime(from, offset);
    if (from !== undefined && instant === null) {
      fail('time-unreadable', 'this is not a time', { value: from, hint: 'write 2026-06-10' });
    }
    const counts = (['assets', 'borrowing', 'loyaltyDays', 'grant'] as const).flatMap((key) => {
      const figure = written(key);
      return figure === undefined ? [] : [metric(key, amount(figure, key))];
    });
    const found = [
      ...volumes(written('volume30d'), 'volume30d', products),
      ...holdings(written('holdings'), 'holdings'),
      ...shares(written('share'), 'share', products),
      ...ranks(written('rank'), 'rank', products),
      ...counts,
    ];
    const elsewhere = volumes(written('elsewhere30d'), 'elsewhere30d', products);
    return gather(found, elsewhere, instant?.instant ?? null, written('product') ?? null);
  } catch (error) {
    if (!(error instanceof KnownError) || error.problem.file !== null) throw error;
    const { code, sentence, hint, value: seen } = error.problem;
    return failAt(value, code, sentence, { hint, value: seen });
  }
}

/** `BNB: 100` pairs as `BNB=100,…`, so that flags and files share one reader. */
export function listed(value: YamlValue): string {
  if (value.kind !== 'mapping') return text(value);
  return [...anyMapping(value).entries].map(([key, entry]) => `${key}=${text(entry.value)}`).join(',');
}

/** Every product that has a ladder; asked for only where a figure names one, since it reads every schedule. */
type Products = () => ReadonlySet<string>;

function productsOf(catalogue: Catalogue): Products {
  let known: ReadonlySet<string> | null = null;
  return () => {
    known ??= new Set(catalogue.venues().flatMap((venue) => catalogue.products(venue)));
    return known;
  };
}

function gather(
  found: readonly Found[],
  elsewhere: readonly Found[],
  from: number | null,
  own: string | null,
): Standing[] {
  const products = [...new Set([...found, ...elsewhere].map(({ product }) => product))];
  const of = (list: readonly Found[], product: string | null) =>
    new Map(list.filter((one) => one.product === product).map((one) => [one.metric, one.value]));
  return products.map((product) => ({
    from,
    product: product ?? own,
    values: of(found, product),
    elsewhere: of(elsewhere, product),
  }));
}

const metric = (name: string, value: Decimal, product: string | null = null): Found => ({
  product,
  metric: name,
  value,
});

/** `243M`, `futures=200M,spot=5M`, `perps=30M`: a kind of product, a metric's name, or a product. */
function volumes(written: string | undefined, where: string, products: Products): Found[] {
  return parts(written, where).flatMap(([name, figure]) => {
    const value = amount(figure, where);
    if (name === null) return [metric(BARE_VOLUME, value)];
    if (isVolume(name)) return [metric(name, value)];
    if (`${name}Volume` === RFQ_VOLUME || name === RFQ_VOLUME) return [metric(RFQ_VOLUME, value)];
    // A word like `spot` is a kind of volume at one venue and a product with a tier of its own at another.
    const kind = isVolume(`${name}Volume`) ? [metric(`${name}Volume`, value)] : [];
    if (!products().has(name) && kind.length === 0) {
      return unknown(name, where, [...products(), 'futures', 'spot', 'options', 'spread', 'weighted']);
    }
    return [...kind, ...(products().has(name) ? [metric('volume', value, name)] : [])];
  });
}

function holdings(written: string | undefined, where: string): Found[] {
  return parts(written, where).flatMap(([name, figure]) => {
    if (name === null) {
      return fail('holding-unreadable', `${where} needs the asset`, {
        value: figure,
        hint: 'write BNB=100,stDRV=250000',
      });
    }
    const value = amount(figure, where);
    return [metric(assetKey(`holding.${name}`), value), metric(assetKey(`stake.${name}`), value)];
  });
}

function shares(written: string | undefined, where: string, products: Products): Found[] {
  return parts(written, where).map(([name, figure]) => {
    const value = percent(figure, where);
    if (name === null) return metric(BARE_SHARE, value);
    if (isShare(name) || name === 'apiShare') return metric(name, value);
    if (products().has(name)) return metric('share', value, name);
    return unknown(name, where, [...products(), 'share', 'makerShare', 'weightedShare', 'apiShare']);
  });
}

function ranks(written: string | undefined, where: string, products: Products): Found[] {
  return parts(written, where).map(([name, figure]) => {
    if (name !== null && !products().has(name)) unknown(name, where, [...products()]);
    if (/%\s*$/.test(figure)) return metric('rankTop', percent(figure, where), name);
    if (/^\d{1,6}$/.test(figure)) return metric('rank', new Decimal(figure), name);
    return fail('rank-unreadable', `${where} is a place or a percentage`, {
      value: figure,
      hint: 'write 3 or 40%',
    });
  });
}

function parts(written: string | undefined, where: string): [string | null, string][] {
  if (written === undefined) return [];
  return written.split(',').map((part) => {
    const equals = part.indexOf('=');
    const [name, figure] =
      equals === -1 ? [null, part.trim()] : [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    if (figure === '' || name === '') {
      fail('figure-unreadable', `${where} has an empty part`, {
        value: written,
        hint: 'write NAME=FIGURE,…',
      });
    }
    return [name, figure];
  });
}

function amount(figure: string, where: string): Decimal {
  return (
    readShort(figure) ??
    fail('figure-unreadable', `${where} is no amount`, { value: figure, hint: 'write 243M, 1.5B or 250000' })
  );
}

function percent(figure: string, where: string): Decimal {
  const match = /^([\d.]+)\s*%$/.exec(figure);
  const value = match === null ? 'empty' : readDecimal(match[1]!);
  if (typeof value === 'string' || value.gt(100)) {
    return fail('share-unreadable', `${where} needs a percentage from 0% to 100%`, {
      value: figure,
      hint: 'write 2.5%',
    });
  }
  return value.times(PERCENT);
}

function unknown(name: string, where: string, known: readonly string[]): never {
  const [near] = nearest(name, known);
  const hint = near === undefined ? `known: ${[...known].sort().join(', ')}` : `did you mean ${near}?`;
  return fail('figure-unknown', `${where} names neither a metric nor a product`, { value: name, hint });
}
