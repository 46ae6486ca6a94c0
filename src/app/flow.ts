/** A flow given as volumes: `--maker-volume` and `--taker-volume`, or `--volume` and `--maker-ratio`. */
import { Decimal, ONE, readDecimal } from '../domain/decimal.ts';
import type { PlainFlow } from '../domain/plain-flow.ts';
import { fail } from '../domain/problem.ts';
import { readShort } from '../domain/short-number.ts';

export interface FlowRequest {
  readonly makerVolume?: string;
  readonly takerVolume?: string;
  readonly volume?: string;
  readonly makerRatio?: string;
}

/** Null where no volume was given. @throws KnownError for volumes that contradict each other or are none */
export function readFlow({ makerVolume, takerVolume, volume, makerRatio }: FlowRequest): PlainFlow | null {
  if (
    makerVolume === undefined &&
    takerVolume === undefined &&
    volume === undefined &&
    makerRatio === undefined
  ) {
    return null;
  }
  if (volume === undefined && makerRatio === undefined) {
    return notEmpty({
      maker: makerVolume === undefined ? new Decimal(0) : amount(makerVolume, '--maker-volume'),
      taker: takerVolume === undefined ? new Decimal(0) : amount(takerVolume, '--taker-volume'),
    });
  }
  if (
    volume === undefined ||
    makerRatio === undefined ||
    makerVolume !== undefined ||
    takerVolume !== undefined
  ) {
    return fail('flow-unclear', 'a flow is given by both sides, or by its volume and maker ratio', {
      hint: '--maker-volume 240M --taker-volume 60M, or --volume 300M --maker-ratio 80%',
    });
  }
  const whole = amount(volume, '--volume');
  const maker = whole.times(ratio(makerRatio));
  return notEmpty({ maker, taker: whole.minus(maker) });
}

function notEmpty(flow: PlainFlow): PlainFlow {
  if (!flow.maker.plus(flow.taker).isZero()) return flow;
  return fail('flow-empty', 'the flow has no volume', { hint: 'give at least one side a volume' });
}

function amount(text: string, flag: string): Decimal {
  return (
    readShort(text) ??
    fail('figure-unreadable', `${flag} is no volume`, { value: text, hint: 'write 240M or 1.5B' })
  );
}

function ratio(text: string): Decimal {
  const match = /^([\d.]+)\s*%$/.exec(text.trim());
  const value = match === null ? 'empty' : readDecimal(match[1]!);
  if (typeof value === 'string' || value.gt(100)) {
    return fail('ratio-unreadable', 'the maker ratio is a percentage from 0% to 100%', {
      value: text,
      hint: 'write 80%',
    });
  }
  return value.times('0.01').times(ONE);
}
