# Sourced by scripts that need a model of every task: trained in seconds on the data in SCATTERSHOT_DATA where it is, and
# otherwise on WordNet's glosses (spacing, pairs) and made-up sentences (tags, roles).

# task_models PROGRAM FOLDER: writes NAME.model, and NAME.in with questions that the model has not been trained on, for each of:
# spacing, tags, conllu, roles (lists and rows of graphs, counts that must hold), steps and chunks (letters to sounds), edited
# (the same with graphs that change lengths). Prints their names.
task_models() {
    . "$(dirname "$0")/glosses.sh"
    program=$1 folder=$2
    glosses "$folder" 12
    head -c 300000 "$folder/question.txt" | sed '$d' >"$folder/spacing.in"
    train spacing --format spacing "$folder/train.txt"
    if [ -n "${SCATTERSHOT_DATA:-}" ]; then
        data=$SCATTERSHOT_DATA
        awk '/^$/ { s++ } s < 3000' "$data/pos/train.tsv" >"$folder/tags.train"
        awk '/^$/ { s++ } s < 1500' "$data/roles/train.tsv" >"$folder/roles.train"
        cut -f 1 "$data/pos/dev.tsv" >"$folder/tags.in"
        cut -f 1,2 "$data/roles/dev.tsv" >"$folder/roles.in"
    else
        sentences 1 1500 >"$folder/roles.train"
        sentences 2 800 | cut -f 1,2 >"$folder/roles.in"
        sentences 3 3000 | cut -f 1,2 >"$folder/tags.train"
        sentences 4 2000 | cut -f 1 >"$folder/tags.in"
    fi
    train tags --format tags "$folder/tags.train"
    train roles --format tags --graphs both "$folder/roles.train"
    for part in train in; do
        awk -F'\t' 'NF == 0 { print ""; n = 0; next }
            { n++; print n "\t" $1 "\t_\t" (NF > 1 ? $2 : "_") "\t_\t_\t0\troot\t_\t_" }' "$folder/tags.$part" >"$folder/conllu.$part"
    done
    train conllu --format tags "$folder/conllu.train"
    # Letters to sounds by rules that look at neighbours.
    tr -cs 'a-z' '\n' <"$folder/train.txt" | awk 'length > 2 && !seen[$0]++' | head -6000 |
        awk '{
            word = $0; sounds = ""
            for (i = 1; i <= length(word); i++) {
                c = substr(word, i, 1); next_c = substr(word, i + 1, 1)
                if (c == "x") s = "K S"
                else if (c ~ /[tsc]/ && next_c == "h") { s = toupper(c) "H"; i++ }
                else if (c == "e" && i == length(word)) s = ""
                else if (c == next_c) { s = toupper(c); i++ }
                else if (c == "c") s = next_c ~ /[eiy]/ ? "S" : "K"
                else s = toupper(c)
                if (s != "") sounds = sounds (sounds == "" ? "" : " ") s
            }
            if (sounds != "") print word "\t" sounds
        }' >"$folder/sounds"
    awk 'NR % 4' "$folder/sounds" >"$folder/sounds.train"
    awk -F'\t' 'NR % 4 == 0 { print $1 }' "$folder/sounds" >"$folder/steps.in"
    cp "$folder/steps.in" "$folder/chunks.in"
    cp "$folder/steps.in" "$folder/edited.in"
    train steps --format pairs --output-tokens words "$folder/sounds.train"
    train chunks --format pairs --output-tokens words --emit chunks "$folder/sounds.train"
    cp "$folder/steps.model" "$folder/edited.model"
    for graph in 'substitute T -> T T if out[1]=R' 'substitute E -> nothing if place modulo 3 = 2' 'continue S if length out < 5'; do
        "$program" graph add --model "$folder/edited.model" "$graph" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; return 70; }
    done
    echo spacing tags conllu roles steps chunks edited
}

# train NAME OPTION ... FILE
train() {
    name=$1
    shift
    "$program" train --quiet --no-settings --threads 1 --epochs 2 --model "$folder/$name.model" "$@"
}

# sentences SEED COUNT: words, parts of speech and roles; the root is the first verb, wherever it stands.
sentences() {
    awk -v seed="$1" -v count="$2" 'BEGIN {
        srand(seed)
        split("NOUN VERB ADJ DET ADP", tags, " ")
        for (s = 0; s < count; s++) {
            root = 0
            for (t = 0; t < 5 + int(rand() * 12); t++) {
                w = int(rand() * rand() * 3000); tag = tags[1 + w % 5]
                role = tag == "VERB" && !root ? "root" : (tag == "NOUN" && !root ? "subject" : "O")
                if (role == "root") root = 1
                print "w" w substr("ingedlys", 1 + 2 * (w % 4), 2) "\t" tag "\t" role
            }
            if (!root) print "goes\tVERB\troot"
            print ""
        }
    }'
}
