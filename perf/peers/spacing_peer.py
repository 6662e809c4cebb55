"""Splits the lines of a file into words with wordninja.

    spacing_peer.py INPUT OUTPUT
"""

import sys

import wordninja


def main(source, target):
    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as output:
        for line in lines:
            output.write(" ".join(wordninja.split(line.rstrip("\n"))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
