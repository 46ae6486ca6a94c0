/** The win-back rule: may an existing account be bound to a referral channel? (article of June 2026) */
import type { WinBackRule } from './schedule.ts';
import { DAY, type Instant } from './time.ts';

/** What is known of the account; undefined = not said. */
export interface DormantAccount {
  /** Midnight of the day. */
  readonly registered: Instant | undefined;
  /** Null = it never traded. */
  readonly lastTrade: Instant | null | undefined;
  /** Null = none was ever used. */
  readonly referralCode: string | null | undefined;
}

/** One condition of the rule. */
export interface Requirement {
  readonly name: 'registered' | 'no recent trade' | 'no referral code';
  readonly answer: 'met' | 'not met' | 'not said';
  /** From this day on it is met, all else unchanged; null = never, or not known. */
  readonly metFrom: Instant | null;
}

export interface WinBack {
  readonly rule: WinBackRule;
  readonly requirements: readonly Requirement[];
  readonly eligible: boolean | null;
  /** The first day, on or after the one asked for, on which all hold; null = never, or not known. */
  readonly eligibleFrom: Instant | null;
}

/** The rule in force on a day. @param rules of one venue, ascending */
function ruleOn(rules: readonly WinBackRule[], on: Instant): WinBackRule | null {
  return rules.findLast(({ from }) => from === null || from <= on) ?? null;
}

function requirementsOf(rule: WinBackRule, account: DormantAccount, on: Instant): Requirement[] {
  const { registered, lastTrade, referralCode } = account;
  const aged = (name: Requirement['name'], since: Instant | null | undefined): Requirement => {
    if (since === undefined) return { name, answer: 'not said', metFrom: null };
    if (since === null) return { name, answer: 'met', metFrom: on };
    const metFrom = since + rule.days * DAY;
    return { name, answer: metFrom <= on ? 'met' : 'not met', metFrom };
  };
  const code: Requirement =
    referralCode === undefined
      ? { name: 'no referral code', answer: 'not said', metFrom: null }
      : referralCode === null
        ? { name: 'no referral code', answer: 'met', metFrom: on }
        : { name: 'no referral code', answer: 'not met', metFrom: null };
  return [aged('registered', registered), aged('no recent trade', lastTrade), code];
}

/** @returns null where no rule is known for that day @param on midnight of the day */
export function winBack(rules: readonly WinBackRule[], account: DormantAccount, on: Instant): WinBack | null {
  const rule = ruleOn(rules, on);
  if (rule === null) return null;
  const requirements = requirementsOf(rule, account, on);
  const unsaid = requirements.some(({ answer }) => answer === 'not said');
  const failed = requirements.some(({ answer, metFrom }) => answer === 'not met' && metFrom === null);
  const eligible = requirements.every(({ answer }) => answer === 'met')
    ? true
    : unsaid && !failed
      ? null
      : false;
  return { rule, requirements, eligible, eligibleFrom: firstDay(rules, account, on) };
}

/** A later rule may ask for fewer days, so each one from here on is tried from its first day. */
function firstDay(rules: readonly WinBackRule[], account: DormantAccount, on: Instant): Instant | null {
  let best: Instant | null = null;
  for (const [index, rule] of rules.entries()) {
    const starts = Math.max(on, rule.from ?? on);
    const ends = rules[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const requirements = requirementsOf(rule, account, starts);
    if (requirements.some(({ metFrom }) => metFrom === null)) continue;
    const day = Math.max(starts, ...requirements.map(({ metFrom }) => metFrom!));
    if (day < ends && (best === null || day < best)) best = day;
  }
  return best;
}
