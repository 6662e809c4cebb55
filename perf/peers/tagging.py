"""Part-of-speech tagging and chunking: training, quality on dev, speed file to file."""

import os
import statistics
import subprocess
import tempfile

from features import read_sentences

TASKS = [("part of speech", "pos", 1), ("chunking", "chunk", 2)]
MEASURED_SECONDS = 2


class Tagger:
    """Commands of a tagger; {model}, {train}, {input} and {output} stand for files."""

    def __init__(self, name, train, tag, prepare=None):
        self.name, self.train, self.tag, self.prepare = name, train, tag, prepare


def taggers(work, here, program, columns, task, installed):
    """The taggers that are there."""
    python = os.path.join(work, "venv/bin/python")
    found = [
        Tagger(
            "scattershot",
            [program, "train", "--format", "tags", "--threads", "1", "--quiet", "--model", "{model}", "{train}"],
            [program, "infer", "--threads", "1", "--quiet", "--model", "{model}", "--output", "{output}", "{input}"],
        )
    ]
    if installed("python-crfsuite"):
        script = [python, os.path.join(here, "crfsuite_tagger.py")]
        found.append(
            Tagger(
                "CRFsuite from Python, features made in Python",
                script + ["train", "{model}", str(columns), "{train}"],
                script + ["tag", "{model}", str(columns), "{input}", "{output}"],
            )
        )
    # Rules that are found by error, for people to read: ours from held-out output of the tokens, and NLTK's.
    if task == "pos":
        found.append(
            Tagger(
                "scattershot with a list of graphs",
                found[0].train[:2] + ["--graphs", "list"] + found[0].train[2:],
                found[0].tag,
            )
        )
    if task == "pos" and installed("nltk"):
        script = [python, os.path.join(here, "brill_tagger.py")]
        found.append(
            Tagger(
                "NLTK Brill, 100 rules",
                script + ["train", "{model}", str(columns), "{train}"],
                script + ["tag", "{model}", str(columns), "{input}", "{output}"],
            )
        )
    if installed("wapiti"):
        wapiti = os.path.join(work, "bin/wapiti")
        patterns = os.path.join(here, f"wapiti-{task}.txt")
        found.append(
            Tagger(
                "Wapiti, l-bfgs, 60 iterations",
                [wapiti, "train", "-t", "1", "-i", "60", "-p", patterns, "{train}", "{model}"],
                [wapiti, "label", "-m", "{model}", "{input}", "{output}"],
            )
        )
    if installed("timbl"):
        prepare = [python, os.path.join(here, "timbl_features.py"), str(columns), "{from}", "{to}"]
        found.append(
            Tagger(
                "TiMBL IGTree, features made beforehand",
                ["timbl", "-a1", "-F", "Tabbed", "-f", "{train}", "-I", "{model}"],
                ["timbl", "-a1", "-F", "Tabbed", "-i", "{model}", "-t", "{input}", "-o", "{output}"],
                prepare,
            )
        )
    return found


def call(command, **files):
    """Runs a command and returns its seconds on the processor, so that the turns of other programs do not count."""
    arguments = [part.format(**files) if "{" in part else part for part in command]
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaint:
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=complaint)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        complaint.seek(0)
        # TiMBL ends with 1 after writing its instance base.
        if process.returncode and not (arguments[0] == "timbl" and "-I" in arguments):
            text = " ".join(complaint.read().split())[-200:]
            raise RuntimeError(f"{arguments[0]} ended with {process.returncode}: {text}")
    return usage.ru_utime + usage.ru_stime


def spans(tags):
    """The spans of a sentence's BIO tags as conlleval counts them."""
    found, start, kind = set(), 0, None
    for place, tag in enumerate(tags + ["O"]):
        prefix, _, name = tag.partition("-")
        if kind is not None and (prefix != "I" or name != kind):
            found.add((start, place, kind))
            kind = None
        if prefix in ("B", "I") and kind is None:
            start, kind = place, name
    return found


def score(gold_path, output_path, columns):
    """Accuracy, or F1 of spans where there are two input columns."""
    with open(output_path, encoding="utf-8") as output:
        answers = [line.split()[-1] for line in output if line.strip()]
    right = total = hits = wanted = given = 0
    for sentence in read_sentences(gold_path, columns + 1):
        gold = [token[columns] for token in sentence]
        tags, answers = answers[: len(gold)], answers[len(gold) :]
        right += sum(a == b for a, b in zip(gold, tags))
        total += len(gold)
        gold_spans, tag_spans = spans(gold), spans(tags)
        hits += len(gold_spans & tag_spans)
        wanted += len(gold_spans)
        given += len(tag_spans)
    if answers:
        raise RuntimeError("more answers than tokens")
    return 200 * hits / (wanted + given) if columns > 1 else 100 * right / total


class TaggingRun:
    """One tagger on one task."""

    def __init__(self, tagger, task, columns, data, folder, report):
        self.tagger, self.columns, self.folder = tagger, columns, folder
        self.model = self.path("model")
        train, dev = (os.path.join(data, task, name) for name in ("train.tsv", "dev.tsv"))
        self.tokens = sum(len(sentence) for sentence in read_sentences(dev, columns))
        report(f"{task}: {tagger.name}: training")
        self.training = call(tagger.train, model=self.model, train=self.prepared(train))
        # TiMBL wants a tag, which it does not look at.
        self.width = columns + 1 if tagger.prepare else columns
        self.repeat(dev, 1, sentences=1, name="little")
        self.repeat(dev, 10, name="ten")
        self.measure("ten")
        self.quality = score(dev, self.dev_output(dev), columns)
        spent = max(self.measure("ten") - self.measure("little"), 0.001)
        self.copies = min(max(int(10 * MEASURED_SECONDS / spent), 1), 400)
        self.repeat(dev, self.copies, name="large")
        self.rates = []

    def path(self, name):
        slug = "".join(letter for letter in self.tagger.name if letter.isalnum())
        return os.path.join(self.folder, f"{slug}.{name}")

    def prepared(self, path):
        """The file itself, or its instances."""
        if not self.tagger.prepare:
            return path
        target = self.path("instances")
        call(self.tagger.prepare, **{"from": path, "to": target})
        return target

    def repeat(self, dev, copies, name, sentences=None):
        """Writes the input of dev several times."""
        text = []
        for number, sentence in enumerate(read_sentences(dev, self.width)):
            if sentences is not None and number >= sentences:
                break
            text += ["\t".join(token) + "\n" for token in sentence] + ["\n"]
        source = self.path("input")
        with open(source, "w", encoding="utf-8") as file:
            file.write("".join(text))
        source = self.prepared(source)
        with open(source, encoding="utf-8") as file:
            content = file.read()
        with open(self.path(name), "w", encoding="utf-8") as file:
            for _ in range(copies):
                file.write(content)

    def dev_output(self, dev):
        self.repeat(dev, 1, name="once")
        self.measure("once")
        return self.path("output")

    def measure(self, name):
        return call(self.tagger.tag, model=self.model, input=self.path(name), output=self.path("output"))

    def round(self):
        """One timing, without start and loading of the model."""
        seconds = self.measure("large") - self.measure("little")
        self.rates.append(self.tokens * self.copies / seconds)


def tables(options, installed, missing, report):
    """Markdown lines."""
    lines = []
    for title, task, columns in TASKS:
        folder = os.path.join(options.work, "tagging", task)
        os.makedirs(folder, exist_ok=True)
        runs, failed = [], []
        for tagger in taggers(options.work, options.here, options.program, columns, task, installed):
            try:
                runs.append(TaggingRun(tagger, task, columns, options.data, folder, report))
            except RuntimeError as error:
                reason = str(error).replace("|", "/")
                failed.append(f"| {tagger.name} | not available: {reason} | | | |")
        for number in range(options.rounds):
            report(f"{task}: round {number + 1} of {options.rounds}")
            for run in runs:
                run.round()
        measure = "span F1" if columns > 1 else "accuracy"
        lines += [
            f"### {title[0].upper()}{title[1:]}, `{task}`",
            "",
            f"<!-- table: tagging-{task} -->",
            f"| tagger | {measure}, dev | training, s | thousand tokens/s | × CRFsuite |",
            "|---|---|---|---|---|",
        ]
        rates = {run.tagger.name: statistics.median(run.rates) for run in runs}
        peer = next((rate for name, rate in rates.items() if name.startswith("CRFsuite")), None)
        for run in runs:
            rate = rates[run.tagger.name]
            ratio = f"{rate / peer:.1f}" if peer else "-"
            lines.append(
                f"| {run.tagger.name} | {run.quality:.2f} | {run.training:.1f} | {rate / 1000:,.0f} | {ratio} |"
            )
        names = {"python-crfsuite": "CRFsuite", "wapiti": "Wapiti", "timbl": "TiMBL"}
        if task == "pos":
            names["nltk"] = "NLTK Brill"
        lines += failed + missing(names, columns=5) + [""]
    return lines
