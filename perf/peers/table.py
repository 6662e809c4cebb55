"""Measures everything and writes the tables; see `run`."""

import argparse
import datetime
import os
import platform
import subprocess
import sys

import spacing
import tagging
from contestants import Worker, rates_of

PEERS = ["faiss-cpu", "usearch", "libcuckoo-dev", "python-crfsuite", "wapiti", "timbl", "nltk", "wordninja"]


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("work", "program", "measurements", "results", "command"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--part", choices=("search", "text", "all"), default="all")
    options = parser.parse_args()
    options.here = os.path.dirname(os.path.abspath(__file__))
    options.data = os.environ.get("SCATTERSHOT_DATA", "")
    return options


def report(text):
    print(text, file=sys.stderr, flush=True)


def pin():
    """Keeps this process and those it starts on one core."""
    if not hasattr(os, "sched_setaffinity"):
        return "not pinned: this system has no way to"
    allowed = sorted(os.sched_getaffinity(0))
    core = int(os.environ.get("SCATTERSHOT_CORE", allowed[-1]))
    if core not in allowed:
        sys.exit(f"SCATTERSHOT_CORE is {core}; this process may use {allowed}")
    os.sched_setaffinity(0, {core})
    return f"everything on core {core}, one thread each"


class Peers:
    """What `install` noted."""

    def __init__(self, work):
        self.notes = {}
        for name in PEERS:
            with open(os.path.join(work, "peers", name), encoding="utf-8") as file:
                state, _, text = file.read().strip().partition(" ")
            self.notes[name] = (state == "version", text)

    def installed(self, name):
        return self.notes[name][0]

    def missing(self, titles, columns):
        """Rows for those that are not there."""
        blank = " |" * (columns - 2)
        return [
            f"| {title} | not available: {self.notes[name][1]} |{blank}"
            for name, title in titles.items()
            if not self.installed(name)
        ]

    def versions(self):
        return ", ".join(f"{name} {text}" for name, (there, text) in self.notes.items() if there)


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def machine():
    name = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
        name = names[0] if names else name
    return f"{name}, {os.cpu_count()} CPUs, {platform.machine()}, {platform.system()} {platform.release()}"


def head(options, peers, place):
    swift = output_of("swift", "--version").splitlines()
    commit = output_of("git", "-C", options.here, "rev-parse", "--short", "HEAD")
    now = datetime.datetime.now().strftime("%Y-%m-%d %H:%M")
    return [
        "# Side by side with other programs",
        "",
        f"- machine: {machine()}",
        f"- {place}",
        f"- date: {now}; commit {commit or 'unknown'}; {swift[0] if swift else 'Swift'}; Python {platform.python_version()}",
        f"- peers: {peers.versions()}",
        f"- command: `{options.command}`; medians of {options.rounds} interleaved rounds",
        "- seconds are those of the processor (user and system), so that the turns of other programs do not count",
        "- figures of different runs are not comparable: read the ratios",
        "",
    ]


def rate_table(title, rates, sizes, scale, unit, base, extra):
    """One row a contestant, two columns a size: the rate, and its ratio to the base.

    The comment above the table is the name by which `scattershot bench-report` finds it.
    """
    titles = "".join(f" {size:,} keys, {unit} | × {base[0]} |" for size in sizes)
    lines = [f"<!-- table: {title} -->", f"| contestant |{titles}", "|---|" + "---|---|" * len(sizes)]
    for name in dict.fromkeys(name for name, _ in rates):
        row = f"| {name} |"
        for size in sizes:
            rate, bottom = rates.get((name, size)), rates.get((base[1], size))
            row += f" {rate / scale:,.3g} |" if rate else " - |"
            row += f" {rate / bottom:,.3g} |" if rate and bottom else " - |"
        lines.append(row)
    return lines + extra + [""]


def peer_worker(peers, names, command):
    """A list of one worker, or of none: then the names are noted as missing."""
    names = [name for name in names if peers.installed(name)]
    if not names:
        return []
    try:
        return [Worker(command)]
    except (OSError, RuntimeError, ValueError) as error:
        for name in names:
            peers.notes[name] = (False, f"its measuring program fails: {error}")
        return []


def search_tables(options, peers):
    python = os.path.join(options.work, "venv/bin/python")
    vectors = ("faiss-cpu", "usearch")
    names = [name for name in vectors if peers.installed(name)]
    workers = [Worker([options.measurements, "--serve"])]
    workers += peer_worker(peers, names, [python, os.path.join(options.here, "nearest_peers.py"), *names])
    workers += peer_worker(peers, ["libcuckoo-dev"], [os.path.join(options.work, "bin/cuckoo_peer")])
    nearest = rates_of(workers, "keys", options.rounds, report)
    lookups = rates_of(workers, "look-ups", options.rounds, report)
    for worker in workers:
        worker.close()
    fast_scan = next((name for name, _ in nearest if "FastScan" in name), "plain loop over arrays")
    base = ("FAISS fast scan" if "FastScan" in fast_scan else "plain loop", fast_scan)
    lines = [
        "## Nearest of N keys of 16 uniform digits",
        "",
        "Billions of keys a second: questions a second times N, also for the prefix index, which looks at few of them. f = 2,",
        "P = 4. The answers of FAISS and usearch are to another distance, and those of its fast scan approximate.",
        "",
    ]
    gaps = peers.missing({"faiss-cpu": "FAISS", "usearch": "usearch"}, columns=5)
    lines += rate_table("nearest-keys", nearest, (30_000, 1_000_000), 1e9, "G keys/s", base, gaps)
    lines += ["## Look-ups of 64-bit keys that are there, in random order", ""]
    gaps = peers.missing({"libcuckoo-dev": "libcuckoo"}, columns=5)
    base = ("Dictionary", "Swift Dictionary")
    return lines + rate_table("look-ups", lookups, (30_000, 10_000_000), 1e6, "M/s", base, gaps)


def text_tables(options, peers):
    folders = ("pos", "chunk", "spacing")
    if not options.data or not all(os.path.isdir(os.path.join(options.data, name)) for name in folders):
        return ["Tagging, chunking and word spacing are left out: `SCATTERSHOT_DATA` names no folder with the data."]
    lines = [
        "## Tagging, file to file",
        "",
        "Dev several times over, so that each timing takes seconds; the seconds for one sentence, which are those of the",
        "program's start and the loading of its model, are taken off. Features are those of scattershot's built-in layers as far",
        "as each program can say them; quality on dev, one training, on one thread.",
        "",
    ]
    lines += tagging.tables(options, peers.installed, peers.missing, report)
    lines += ["## Word spacing", ""]
    lines += [
        "wordninja leaves punctuation out; it is put back at the end of the word before. Characters without spaces.",
        "",
    ]
    return lines + spacing.tables(options, peers.installed, peers.missing, report)


def main():
    options = arguments()
    peers = Peers(options.work)
    lines = head(options, peers, pin())
    if options.part != "text":
        lines += search_tables(options, peers)
    if options.part != "search":
        lines += text_tables(options, peers)
    os.makedirs(options.results, exist_ok=True)
    part = "" if options.part == "all" else f"-{options.part}"
    path = os.path.join(options.results, f"peers{part}-{datetime.date.today().isoformat()}.md")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines).rstrip() + "\n")
    print("\n".join(lines))
    report(f"written to {path}")


if __name__ == "__main__":
    main()
