/** How files print their fees: one object for those that do it alike, so that they are judged in one context. */
import type { Fill } from '../domain/fill.ts';
import type { Kind } from '../domain/instrument.ts';
import type { FeePrint } from '../domain/judgement.ts';
import type { Source } from './engine.ts';

/** How fees of one asset are printed in one file. */
export type PrintOf = (source: Source, feeAsset: string | null, kind: Kind | null) => FeePrint;

export class PrintBook {
  private readonly printOf: PrintOf;
  private readonly known = new Map<Source, Map<Kind, Map<string | null, FeePrint>>>();
  private readonly alike = new Map<string, FeePrint>();

  constructor(printOf: PrintOf) {
    this.printOf = printOf;
  }

  of({ feeAsset, instrument }: Fill, source: Source): FeePrint {
    let ofFile = this.known.get(source);
    if (ofFile === undefined) {
      ofFile = new Map();
      this.known.set(source, ofFile);
    }
    let ofKind = ofFile.get(instrument.kind);
    if (ofKind === undefined) {
      ofKind = new Map();
      ofFile.set(instrument.kind, ofKind);
    }
    let print = ofKind.get(feeAsset);
    if (print === undefined) {
      print = this.shared(this.printOf(source, feeAsset, instrument.kind));
      ofKind.set(feeAsset, print);
    }
    return print;
  }

  private shared(own: FeePrint): FeePrint {
    const key = [own.rounding.scale, own.rounding.mode, own.unit, own.allowance].join(' ');
    const print = this.alike.get(key) ?? own;
    this.alike.set(key, print);
    return print;
  }
}
