# Sourced by scripts that need text: the glosses of WordNet (Debian's wordnet-base).

# glosses FOLDER [ONE_IN]: writes train.txt, heldout.txt and question.txt, the held-out lines without spaces, to the folder.
# A gloss follows the bar in each line of data; licence lines start with two spaces. Every twentieth is held out, and
# glosses that occur twice stand on one side only. With ONE_IN only one gloss in so many is taken.
glosses() {
    dictionary=/usr/share/wordnet
    sed -n '/^  /d; s/^.*| *//; s/ *$//; / .* /p' "$dictionary"/data.noun "$dictionary"/data.verb \
        "$dictionary"/data.adj "$dictionary"/data.adv | awk '!seen[$0]++' | awk -v n="${2:-1}" 'NR % n == 0' \
        >"$1/glosses.txt"
    awk -v out="$1" 'NR % 20 { print > (out "/train.txt"); next } { print > (out "/heldout.txt") }' "$1/glosses.txt"
    tr -d ' ' <"$1/heldout.txt" >"$1/question.txt"
}
