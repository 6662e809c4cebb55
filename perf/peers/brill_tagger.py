"""Trains and runs NLTK's Brill tagger on files with one token a line: a table of words and suffixes, and rules that mend it.

    brill_tagger.py train MODEL COLUMNS FILE
    brill_tagger.py tag MODEL COLUMNS INPUT OUTPUT

COLUMNS is the number of input columns, of which the first is seen; the tag is the column after them.
"""

import collections
import pickle
import sys

from features import read_sentences
from nltk.tag import AffixTagger, BrillTaggerTrainer, DefaultTagger, UnigramTagger
from nltk.tag.brill import brill24

MOST_RULES = 100


def train(model, columns, path):
    sentences = [
        [(token[0], token[columns]) for token in sentence] for sentence in read_sentences(path, columns + 1)
    ]
    tags = collections.Counter(tag for sentence in sentences for _, tag in sentence)
    first = DefaultTagger(tags.most_common(1)[0][0])
    first = AffixTagger(sentences, affix_length=-3, backoff=first)
    first = UnigramTagger(sentences, backoff=first)
    tagger = BrillTaggerTrainer(first, brill24(), deterministic=True).train(sentences, max_rules=MOST_RULES)
    with open(model, "wb") as file:
        pickle.dump(tagger, file)


def tag(model, columns, source, target):
    with open(model, "rb") as file:
        tagger = pickle.load(file)
    with open(target, "w", encoding="utf-8") as output:
        for sentence in read_sentences(source, columns):
            for token, (_, answer) in zip(sentence, tagger.tag([token[0] for token in sentence])):
                output.write("\t".join(token) + "\t" + answer + "\n")
            output.write("\n")


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        tag(sys.argv[2], int(sys.argv[3]), *sys.argv[4:6])
