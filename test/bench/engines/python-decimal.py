"""What a desk's own script does: Python's csv and decimal (in C): `python3 python-decimal.py FILE`. The oracle of the answers."""

import csv
import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 60
RATES = {"maker": Decimal("0.0002"), "taker": Decimal("0.0005")}
LAST = Decimal("0.00000001")
TOLERANCE = Decimal("0.000001")


def plain(number):
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def main(path):
    groups = {}
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        head = {name: place for place, name in enumerate(next(rows))}
        time, symbol, liquidity = head["time"], head["symbol"], head["liquidity"]
        price, quantity, fee = head["price"], head["qty"], head["fee"]
        for row in rows:
            key = (row[symbol], row[liquidity], row[time][:10])
            group = groups.get(key)
            if group is None:
                group = groups[key] = [0, Decimal(0), Decimal(0), Decimal(0), 0]
            volume = Decimal(row[price]) * Decimal(row[quantity])
            charged = Decimal(row[fee])
            expected = (volume * RATES[row[liquidity]]).quantize(LAST, rounding=ROUND_HALF_UP)
            group[0] += 1
            group[1] += volume
            group[2] += charged
            group[3] += expected
            if abs(charged - expected) > TOLERANCE:
                group[4] += 1
    lines = []
    for key, (count, volume, charged, expected, off) in groups.items():
        fees = [plain(charged), plain(expected), plain(charged - expected)]
        lines.append(",".join([*key, str(count), plain(volume), *fees, str(off)]))
    sys.stdout.write("\n".join(sorted(lines)) + "\n")


main(sys.argv[1])
