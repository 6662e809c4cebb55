"""Trains and runs python-crfsuite on files with one token a line.

    crfsuite_tagger.py train MODEL COLUMNS FILE
    crfsuite_tagger.py tag MODEL COLUMNS INPUT OUTPUT

COLUMNS is the number of input columns; the tag is the column after them.
"""

import sys

import pycrfsuite
from features import read_sentences, sentence_features


def train(model, columns, path):
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for sentence in read_sentences(path, columns + 1):
        tags = [token[columns] for token in sentence]
        trainer.append(sentence_features([token[:columns] for token in sentence]), tags)
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": 100, "feature.possible_transitions": True})
    trainer.train(model)


def tag(model, columns, source, target):
    tagger = pycrfsuite.Tagger()
    tagger.open(model)
    with open(target, "w", encoding="utf-8") as output:
        for sentence in read_sentences(source, columns):
            for token, answer in zip(sentence, tagger.tag(sentence_features(sentence))):
                output.write("\t".join(token) + "\t" + answer + "\n")
            output.write("\n")


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        tag(sys.argv[2], int(sys.argv[3]), *sys.argv[4:6])
