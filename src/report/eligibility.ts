/** The report of `advise --eligibility`: the win-back rule, requirement by requirement. */
import { DAY, dateOf, type Instant } from '../domain/time.ts';
import type { DormantAccount, Requirement, WinBack } from '../domain/win-back.ts';
import type { Report, Table, Value } from './model.ts';
import { provenanceWords } from './schedule-words.ts';

const day = (instant: Instant) => dateOf(instant, 0);

export function eligibilityReport(
  found: WinBack,
  account: DormantAccount,
  on: Instant,
  partner: string,
): Report {
  const { rule } = found;
  return {
    command: 'advise',
    run: { on: day(on), venue: rule.venue, partner },
    verdict: null,
    headline: [
      `${rule.venue}: an account may be bound again ${rule.days} days after it was registered and last traded, if it never used a referral code`,
    ],
    verdictLines: [outcome(found, on)],
    tables: [eligibilityTable(found, account, on)],
    notes: [
      `rule${rule.from === null ? '' : ` since ${day(rule.from)}`}: ${provenanceWords(rule.provenance)}`,
      ...(rule.note === null ? [] : [rule.note]),
      `days are UTC days; ${rule.days} days after a day is the first day that counts`,
    ],
    defaultTable: 'eligibility',
    summaryLine: null,
  };
}

function outcome({ eligible, eligibleFrom }: WinBack, on: Instant): string {
  if (eligible === true) return `ELIGIBLE  on ${day(on)} every requirement is met`;
  if (eligible === null) return `NOT KNOWN  on ${day(on)}: something was not said, see below`;
  if (eligibleFrom === null) return `NOT ELIGIBLE  on ${day(on)}, nor on any later day as things stand`;
  return `NOT ELIGIBLE  on ${day(on)}; all requirements are met from ${day(eligibleFrom)} on`;
}

function eligibilityTable(found: WinBack, account: DormantAccount, on: Instant): Table {
  return {
    name: 'eligibility',
    title: 'Requirements',
    columns: [
      { key: 'requirement', head: 'requirement', type: 'text' },
      { key: 'answer', head: 'answer', type: 'text' },
      { key: 'metFrom', head: 'met from', type: 'text' },
      { key: 'sentence', head: 'what', type: 'sentence' },
    ],
    rows: found.requirements.map((one): Value[] => [
      one.name,
      one.answer,
      one.metFrom === null ? null : day(one.metFrom),
      sentence(one, found, account, on),
    ]),
  };
}

function sentence({ name }: Requirement, { rule }: WinBack, account: DormantAccount, on: Instant): string {
  const { registered, lastTrade, referralCode } = account;
  const ago = (since: Instant) =>
    `${Math.round((on - since) / DAY)} days before ${day(on)}, ${rule.days} are asked for`;
  if (name === 'registered') {
    return registered === undefined
      ? 'when it was registered is not said: --registered 2025-01-31'
      : `registered on ${day(registered)}: ${ago(registered)}`;
  }
  if (name === 'no recent trade') {
    if (lastTrade === undefined) return 'when it last traded is not said: --last-trade 2025-12-31, or none';
    return lastTrade === null ? 'it never traded' : `last trade on ${day(lastTrade)}: ${ago(lastTrade)}`;
  }
  if (referralCode === undefined)
    return 'whether a referral code was ever used is not said: --referral-code none, or its name';
  return referralCode === null
    ? 'it never used a referral code'
    : `it used the referral code ${referralCode}, which nothing undoes`;
}
