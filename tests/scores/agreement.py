"""When a reading agrees with the truth: the rules of the corpus's scorer, kept here so that generated drawings are judged without it.

Standard library only; `same` compares a title-block field, `canon` and `near` dimensions, `Reliability` counts what a confidence is worth.
"""
import difflib, re, unicodedata

# Confidence from which a person sees a value green.
GREEN = 0.9
UNITS = {"millimeter": "mm", "millimetre": "mm", "millimeters": "mm", "millimetres": "mm", "inches": "inch", "in": "inch"}


def norm(text):
    text = unicodedata.normalize("NFKD", str(text or "")).casefold()
    return "".join(c for c in text if c.isalnum())


def words(text):
    text = unicodedata.normalize("NFKD", str(text or "")).casefold().replace(",", ".")
    return set(re.findall(r"[^\W_]+(?:\.[^\W_]+)*", text))


def same(field, truth, got):
    a, b = norm(truth), norm(got)
    if not b:
        return False
    if a == b:
        return True
    close = difflib.SequenceMatcher(None, a, b).ratio()
    if field == "title":
        return close >= 0.9
    if field in ("material", "finish", "surface_treatment", "heat_treatment"):
        wanted, found = words(truth), words(got)
        return close >= 0.9 or (len(a) > 2 and wanted <= found and len(found) <= len(wanted) + 3)
    if field == "general_tolerance":
        wanted = words(truth)
        return bool(wanted) and len(wanted & words(got)) / len(wanted) >= 0.8
    if field == "drawing_number":
        short, long = sorted((a, b), key=len)
        return len(short) >= 4 and long.startswith(short) and len(short) >= 0.7 * len(long)
    if field == "unit":
        return UNITS.get(b, b) == UNITS.get(a, a)
    if field == "projection":
        return angle(truth) is not None and angle(truth) == angle(got)
    if field == "revision":
        return b.removeprefix("rev") == a.removeprefix("rev")
    if field in ("scale", "sheet"):
        numbers = lambda t: tuple(float(x.replace(",", ".")) for x in re.findall(r"\d+(?:[.,]\d+)?", str(t))[:2])
        return bool(numbers(truth)) and numbers(truth) == numbers(got)
    return False


def angle(text):
    """First or third, however it is said: the symbol says it without a word."""
    text = norm(text)
    return 1 if re.match(r"first|1st|1er|premier", text) else 3 if re.match(r"third|3rd|3e|troisieme", text) else None


def edits(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        below = [i]
        for j, y in enumerate(b, 1):
            below.append(min(row[j] + 1, below[-1] + 1, row[j - 1] + (x != y)))
        row = below
    return row[-1]


def canon(text):
    """Order of stacked deviations and limits does not matter: the sorted pieces are compared."""
    text = unicodedata.normalize("NFKC", str(text)).upper().replace("∅", "Ø").replace("⌀", "Ø").replace("×", "X").replace("−", "-").replace(",", ".")
    return "".join(sorted(re.findall(r"[+-]?\d+(?:\.\d+)?|[^\s\d+-]+|[+-]", " ".join(text.split()))))


def near(truth, got):
    return edits(truth, got) <= (0 if len(truth) <= 3 else max(1, len(truth) // 4))


class Reliability:
    """Per tenth of confidence, the upper ones in halves: how many values, their mean confidence, how many are right."""

    BINS = [0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95]

    def __init__(self):
        self.values = []

    def add(self, confidence, right):
        self.values.append((float(confidence or 0), bool(right)))

    def rows(self):
        for low, high in zip(self.BINS, self.BINS[1:] + [1.01]):
            inside = [(c, r) for c, r in self.values if low <= c < high]
            if inside:
                yield low, len(inside), sum(c for c, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)

    def green(self):
        """Share of the green values that are right, share of all values that are green."""
        shown = [r for c, r in self.values if c >= GREEN]
        return (sum(shown) / len(shown) if shown else float("nan")), len(shown) / max(1, len(self.values))

    def text(self, title):
        lines = [f"{title}: confidence from, values, mean confidence, right"]
        lines += [f"  {low:.2f}  {count:6d}  {mean:.3f}  {right:.4f}" for low, count, mean, right in self.rows()]
        right, share = self.green()
        return "\n".join(lines + [f"  green: {right:.4f} right, {share:.4f} of all values"])
