"""The features that the built-in layers of `scattershot` use, for taggers that take them as strings.

Columns of a token: the word, then further columns such as a part of speech. Layers with an emitted tag in them are left to
the peer's own transitions, which is what its users have.
"""

MISSING = "_"


def read_sentences(path, columns):
    """Sentences of a file with one token a line, each token a list of `columns` fields."""
    sentence = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line:
                sentence.append(line.split("\t")[:columns])
            elif sentence:
                yield sentence
                sentence = []
    if sentence:
        yield sentence


def shape(word):
    """Upper case X, lower case x, digits d, others themselves; runs of more than two are cut."""
    letters = []
    for letter in word:
        kind = "X" if letter.isupper() else "x" if letter.islower() else "d" if letter.isdigit() else letter
        if letters[-2:] != [kind, kind]:
            letters.append(kind)
    return "".join(letters)


def at(values, position):
    """The value at a position, or a mark for outside."""
    return values[position] if 0 <= position < len(values) else MISSING


def sentence_features(sentence):
    """One list of feature strings for each token of a sentence."""
    words = [token[0] for token in sentence]
    lower = [word.lower() for word in words]
    suffixes = [word[-3:] for word in lower]
    features = []
    for place, word in enumerate(words):
        small = lower[place]
        form = shape(word)
        values = ["bias", "w=" + word, "l=" + small, "sh=" + form, f"se={form}|{place == 0}"]
        for length in range(1, 5):
            values.append(f"s{length}=" + small[-length:])
            values.append(f"p{length}=" + small[:length])
        before, after = at(lower, place - 1), at(lower, place + 1)
        values += [
            "l-1=" + before,
            "l-2=" + at(lower, place - 2),
            "l+1=" + after,
            "l+2=" + at(lower, place + 2),
            "s-1=" + at(suffixes, place - 1),
            "s+1=" + at(suffixes, place + 1),
            f"l-1,0={before}|{small}",
            f"l0,1={small}|{after}",
        ]
        features.append(values)
    for column in range(1, len(sentence[0])):
        add_column(features, [token[column] for token in sentence], column)
    return features


def add_column(features, tags, column):
    """Up to three neighbours of a further column together."""
    for place, values in enumerate(features):
        window = [at(tags, place + offset) for offset in range(-2, 3)]
        for first, last in [(2, 2), (1, 1), (3, 3), (1, 2), (2, 3), (0, 1), (3, 4), (1, 3), (0, 2), (2, 4)]:
            values.append(f"c{column}[{first - 2}..{last - 2}]=" + "|".join(window[first : last + 1]))
