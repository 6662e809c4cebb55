"""Word spacing: scattershot and wordninja on the lines of dev without their spaces."""

import os
import statistics

from tagging import call


def spans(line):
    """The words of a line as ranges of its characters other than spaces."""
    found, start = set(), 0
    for word in line.split():
        found.add((start, start + len(word)))
        start += len(word)
    return found


def restored(question, answer):
    """The answer with the punctuation that wordninja leaves out, each mark at the end of the word before it."""
    words, place = [], 0
    for word in answer.split():
        start = question.find(word, place)
        if start < 0:
            return answer
        if words:
            words[-1] += question[place:start]
            words.append(word)
        else:
            words.append(question[place:start] + word)
        place = start + len(word)
    if not words:
        return question
    words[-1] += question[place:]
    return " ".join(words)


def score(gold_path, output_path):
    """F1 of words."""
    hits = wanted = given = 0
    with open(gold_path, encoding="utf-8") as gold, open(output_path, encoding="utf-8") as output:
        for right, answer in zip(gold, output, strict=True):
            right = right.rstrip("\n")
            expected, found = spans(right), spans(restored(right.replace(" ", ""), answer))
            hits += len(expected & found)
            wanted += len(expected)
            given += len(found)
    return 200 * hits / (wanted + given)


def tables(options, installed, missing, report):
    """Markdown lines."""
    folder = os.path.join(options.work, "spacing")
    os.makedirs(folder, exist_ok=True)
    train, dev = (os.path.join(options.data, "spacing", name) for name in ("train.txt", "dev.txt"))
    question, little, answer, model = (os.path.join(folder, name) for name in ("question", "little", "answer", "model"))
    with open(dev, encoding="utf-8") as file:
        text = file.read().replace(" ", "")
    for path, content in ((question, text), (little, text[: text.index("\n") + 1])):
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
    characters = len(text) - text.count("\n")
    report("spacing: scattershot: training")
    program = options.program
    training = call(
        [program, "train", "--format", "spacing", "--threads", "1", "--quiet", "--model", model, train]
    )
    commands = {
        "scattershot": [program, "infer", "--threads", "1", "--quiet", "--model", model]
        + ["--output", "{output}", "{input}"]
    }
    if installed("wordninja"):
        python = os.path.join(options.work, "venv/bin/python")
        script = os.path.join(options.here, "spacing_peer.py")
        commands["wordninja, its own English word list"] = [python, script, "{input}", "{output}"]
    quality, rates = {}, {name: [] for name in commands}
    copies = {name: 20 if name == "scattershot" else 1 for name in commands}
    for name, command in commands.items():
        call(command, input=question, output=answer)
        quality[name] = score(dev, answer)
        with open(question + str(copies[name]), "w", encoding="utf-8") as file:
            file.write(text * copies[name])
    for number in range(options.rounds):
        report(f"spacing: round {number + 1} of {options.rounds}")
        for name, command in commands.items():
            seconds = call(command, input=question + str(copies[name]), output=answer)
            seconds -= call(command, input=little, output=answer)
            rates[name].append(characters * copies[name] / seconds)
    lines = [
        "<!-- table: spacing -->",
        "| program | word F1, dev | training, s | thousand characters/s |",
        "|---|---|---|---|",
    ]
    for name in commands:
        time = f"{training:.1f}" if name == "scattershot" else "none"
        rate = statistics.median(rates[name]) / 1000
        lines.append(f"| {name} | {quality[name]:.2f} | {time} | {rate:,.0f} |")
    return lines + missing({"wordninja": "wordninja"}, columns=4) + [""]
