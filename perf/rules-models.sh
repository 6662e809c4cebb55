# Sourced by rules and rules-family: models of artificial rules. $program is the program, $work the folder with the rules' pairs,
# $models one for what is written here.

train() {
    "$program" train --format pairs --tokens words --threads 1 --quiet --json --model "$models/model" "$@" >"$models/train.json"
}

# right NAME: the share of the test NAME that the model gets right, in percent.
right() {
    "$program" evaluate --model "$models/model" --threads 1 --json --quiet "$work/$1.test.tsv" >"$models/test.json"
    awk -v error="$(number sequenceError "$models/test.json")" 'BEGIN { printf "%.1f", 100 * (1 - error) }'
}
