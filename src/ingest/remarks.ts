/** What a reader of the report is told about rows that could be read all the same. */

/** Sentences, each said with the number of rows that it applies to. */
export const REMARKS = {
  damagedId:
    'ids were rounded by a spreadsheet: these rows have no key, so a repetition of them is not found',
  'no-seconds': 'times have no seconds (a spreadsheet may have cut them)',
  'no-time': 'times are dates only: midnight is taken',
  endless:
    'the file ends without a line end: if its last row is cut off inside the last cell, that cannot be seen',
  pairedInOrder:
    'several fills share second, contract and price: their rows were paired in the order of the file',
  quoteDiffers: 'price × quantity is not the quote amount of the row; the fee is judged on price × quantity',
  otherFeesUnread: 'charges beside the fee are in another asset or not readable; they are not shown',
} as const;
