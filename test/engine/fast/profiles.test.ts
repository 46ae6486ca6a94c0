/** The fast engine on exports of every profile: the golden files of the readers, and which profiles it leaves to the reference. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sameBytes } from '../../support/both-engines.ts';

const FILES = join(import.meta.dirname, '../../ingest/files');

const golden = readdirSync(FILES).flatMap((profile) =>
  readdirSync(join(FILES, profile))
    .filter((name) => name.endsWith('.csv'))
    .map((name) => ({ profile, name, text: readFileSync(join(FILES, profile, name), 'utf8') })),
);

const FLAGS = [
  ['agreed rates', ['--maker-rate', '0.02%', '--taker-rate', '0.05%']],
  ['inferred', []],
  [
    'grouped',
    ['--maker-rate', '-0.01%', '--taker-rate', '0.04%', '--affiliate', '40% day 16:00Z'].concat([
      '--group-by',
      'symbol,side,hour',
      '--rounding',
      'auto',
    ]),
  ],
] as const;

/** What was said of each file's profile. */
const reasons = new Map<string, string | null>();

describe.each(golden)('$profile/$name', ({ profile, name, text }) => {
  it.each(FLAGS)('%s', async (_, flags) => {
    const reason = await sameBytes({ [name]: text }, [name, ...flags]);
    reasons.set(profile, reason ?? reasons.get(profile) ?? null);
  });
});

/** Reasons for which some profile, or a vintage of it, is left to the reference engine. */
const LEFT = {
  'fees are JSON text': ['bitget-futures-api', 'bitget-spot-api'],
  'a fill is made of several rows': ['bybit-uta', 'kraken-futures', 'okx-trading-history'],
  'fees are counted in the smallest unit of a coin': ['bitmex'],
  'the fee of a fill can hang on other fills of its order': ['derive-api-v2', 'derive-api-v3'],
};

it('is for all others', () => {
  const left: Record<string, string[]> = {};
  for (const [profile, reason] of [...reasons].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (reason !== null) left[reason] = [...(left[reason] ?? []), profile];
  }
  expect(left).toEqual(LEFT);
});
