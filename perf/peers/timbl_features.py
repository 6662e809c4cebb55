"""Writes the instances of a file with one token a line for TiMBL, one a line, the tag last.

    timbl_features.py COLUMNS FILE OUTPUT

TiMBL weighs features itself and knows no sentences: an instance is a window of two words to each side with affixes and
shape, and the further columns in the same window.
"""

import sys

from features import at, read_sentences, shape


def instances(sentence, columns):
    lower = [token[0].lower() for token in sentence]
    further = [[token[column] for token in sentence] for column in range(1, columns)]
    for place, token in enumerate(sentence):
        word, small = token[0], lower[place]
        fields = [word, small, shape(word), str(place == 0)]
        fields += [small[-length:] for length in range(1, 5)] + [small[:length] for length in range(1, 5)]
        fields += [at(lower, place + offset) for offset in (-2, -1, 1, 2)]
        fields += [at(lower, place + offset)[-3:] for offset in (-1, 1)]
        for values in further:
            fields += [at(values, place + offset) for offset in range(-2, 3)]
        yield fields + [token[columns]]


def main(columns, source, target):
    with open(target, "w", encoding="utf-8") as output:
        for sentence in read_sentences(source, columns + 1):
            for fields in instances(sentence, columns):
                output.write("\t".join(fields) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:4])
