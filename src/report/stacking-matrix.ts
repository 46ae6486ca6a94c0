/** Table `matrix`: on which tiers of which ladders a partner's rebate stacks, one sentence a row. */
import { toBps } from '../domain/rate.ts';
import type { AffiliatePartner, Schedule } from '../domain/schedule.ts';
import { stackingSentence, stacksOn } from '../domain/stacking.ts';
import { rungsFor } from '../domain/tier-path.ts';
import { affiliateWarning } from './card-words.ts';
import type { Table, Value } from './model.ts';

/** @param ladders those that the partner is offered on, in their newest versions */
export function matrixTable(partner: AffiliatePartner, ladders: readonly Schedule[]): Table {
  return {
    name: 'matrix',
    title: 'Tier by tier',
    columns: [
      { key: 'schedule', head: 'schedule', type: 'text' },
      { key: 'version', head: 'version', type: 'text', machineOnly: true },
      { key: 'tier', head: 'tier', type: 'text' },
      { key: 'makerRateBps', head: 'maker bps', type: 'bps' },
      { key: 'takerRateBps', head: 'taker bps', type: 'bps' },
      { key: 'stacks', head: 'stacks on', type: 'text' },
      { key: 'sentence', head: 'what', type: 'sentence' },
      { key: 'warning', head: 'venue', type: 'sentence' },
    ],
    rows: [...ladders.flatMap((ladder) => ladderRows(partner, ladder)), programRow(partner)],
  };
}

function ladderRows(partner: AffiliatePartner, ladder: Schedule): Value[][] {
  const version = ladder.versions.at(-1)!;
  const product = ladder.covers?.[0] ?? ladder.product;
  return rungsFor(version, product).map(({ tier, maker, taker }) => {
    const stacks = stacksOn(maker, taker, 'ladder', partner);
    return [
      ladder.id,
      version.version,
      tier,
      maker === null ? null : toBps(maker),
      taker === null ? null : toBps(taker),
      stacks,
      stackingSentence(maker, stacks),
      affiliateWarning(ladder, tier, null),
    ];
  });
}

function programRow(partner: AffiliatePartner): Value[] {
  const stacks = partner.excludesPrograms ? 'nothing' : 'maker and taker';
  const sentence = partner.excludesPrograms
    ? stackingSentence(null, 'nothing')
    : 'program participants earn it on what they are charged';
  return ['any market-maker program', null, null, null, null, stacks, sentence, null];
}
