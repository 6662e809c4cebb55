# Sourced by the scripts here: single numbers out of the program's JSON, each on a line of its own.

# one_line FILE: the file as one line. Without the end of the line sed would leave it out too, and the numbers of several
# files would run into one.
one_line() {
    tr -d '\n' <"$1"
    echo
}

# number NAME FILE: the number after the last "NAME" in the file; keys are sorted, so one at the top level comes after
# those inside the arrays before it.
number() {
    one_line "$2" | sed -n "s/.*\"$1\" *: *\(-\{0,1\}[0-9][0-9.e+-]*\).*/\1/p"
}

# f1 NAME FILE: the F1 inside the object "NAME".
f1() {
    one_line "$2" | sed -n "s/.*\"$1\" *: *{ *\"f1\" *: *\([0-9.e-]*\).*/\1/p"
}

# percent SHARE: two digits after the point.
percent() {
    awk -v share="$1" 'BEGIN { printf "%.2f", share * 100 }'
}

# text NAME FILE: the string after the last "NAME" in the file, if it has no quotation marks in it.
text() {
    tr -d '\n' <"$2" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"
}

# share STAGE FILE: the share of the time that a stage of a profile took, in percent.
share() {
    percent "$(tr -d '\n' <"$2" | sed -n "s/.*\"name\" *: *\"$1\" *, *\"share\" *: *\([0-9.eE+-]*\).*/\1/p")"
}
