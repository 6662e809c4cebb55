"""FAISS and usearch as workers (see contestants.py): the nearest of uniform vectors of sixteen digits, one thread.

FAISS's fast scan compares 4-bit codes by approximate 8-bit tables; the flat index and usearch compare exactly. None of
them has the digit-penalised distance, so it is the work that is compared, not the answers. Questions come in the batches that
suit each of them best.
"""

import json
import sys
import time

import numpy

SIZES = (30_000, 1_000_000)
LEAST_SECONDS = 0.1


def vectors(count, seed, kind):
    return numpy.random.default_rng(seed).integers(0, 10, (count, 16)).astype(kind)


def faiss_index(keys, make):
    import faiss

    faiss.omp_set_num_threads(1)
    index = make(faiss)
    index.train(keys[:30_000])
    index.add(keys)
    return index


def fast_scan(keys):
    def prepare():
        index = faiss_index(vectors(keys, 1, "float32"), lambda faiss: faiss.IndexPQFastScan(16, 16, 4))
        questions = vectors(64, 2, "float32")
        return lambda: index.search(questions, 1), keys * 64

    return prepare


def flat(keys):
    def prepare():
        index = faiss_index(vectors(keys, 1, "float32"), lambda faiss: faiss.IndexFlatL2(16))
        questions = vectors(64, 2, "float32")
        return lambda: index.search(questions, 1), keys * 64

    return prepare


def usearch_exact(keys):
    def prepare():
        from usearch.index import MetricKind, search

        rows, questions = vectors(keys, 1, "int8"), vectors(16, 2, "int8")
        return lambda: search(rows, questions, 1, MetricKind.L2sq, exact=True, threads=1), keys * 16

    return prepare


def measurements(packages):
    found = {}
    for keys in SIZES:
        if "faiss-cpu" in packages:
            found["FAISS IndexPQFastScan, M = 16 × 4 bit", keys] = fast_scan(keys)
            found["FAISS IndexFlatL2", keys] = flat(keys)
        if "usearch" in packages:
            found["usearch exact, i8", keys] = usearch_exact(keys)
    return found


def timed(run, items):
    # The process's own time on the processor: the turns of other programs do not count.
    count, start = 0, time.process_time()
    while True:
        run()
        count += items
        seconds = time.process_time() - start
        if seconds >= LEAST_SECONDS:
            return {"items": count, "seconds": seconds}


def main():
    known = measurements(sys.argv[1:])
    entries = [{"name": name, "keys": keys, "unit": "keys"} for name, keys in known]
    print(json.dumps({"version": "", "measurements": entries}), flush=True)
    prepared = {}
    for line in sys.stdin:
        name, keys = line.rstrip("\n").split("\t")
        entry = (name, int(keys))
        if entry not in prepared:
            prepared[entry] = known[entry]()
            prepared[entry][0]()
        print(json.dumps(timed(*prepared[entry])), flush=True)


if __name__ == "__main__":
    main()
