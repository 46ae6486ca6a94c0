/**
 * Four bytes at a time: a 32-bit number whose lowest byte stands first in the file. Masks mark bytes; only their lowest
 * mark is to be trusted, since borrows and carries run upwards.
 */

/** The same byte four times. */
export function fourfold(byte: number): number {
  return Math.imul(byte, 0x01010101);
}

/** Marks bytes that are no digits; 0 = all four are. */
export function nonDigits(bytes: number): number {
  const lanes = bytes ^ 0x30303030;
  return ((lanes + 0x06060606) | lanes) & 0xf0f0f0f0;
}

/** Marks control characters, bytes above 127, quotes and the byte that `other` has four times; 0 = there is none. */
export function stops(bytes: number, other: number): number {
  const quotes = (bytes ^ 0x22222222) - 0x01010101;
  return ((bytes - 0x20202020) | ((bytes ^ other) - 0x01010101) | quotes | bytes) & 0x80808080;
}

/** How many bytes stand before the lowest mark: 0–3, 4 where there is none. */
export function before(mask: number): number {
  return (32 - Math.clz32(~mask & (mask - 1))) >> 3;
}

/** Value of four digits. */
export function fourDigits(bytes: number): number {
  const lanes = bytes & 0x0f0f0f0f;
  const pairs = (lanes * 10 + (lanes >>> 8)) & 0x00ff00ff;
  return (pairs * 100 + (pairs >>> 16)) & 0xffff;
}

/** Value of the first `count` of four bytes, digits all; 0–3 of them. */
export function fewDigits(bytes: number, count: number): number {
  return fourDigits((bytes << 8) << (24 - count * 8));
}

/** 10^0 … 10^3. */
export const TENS = Int32Array.of(1, 10, 100, 1000);
