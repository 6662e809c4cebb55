#!/usr/bin/env python3
"""Checks that Spark, Dask and MPI carry Scattershot: the same bytes as one process, refused records fail the job, a worker
that is killed loses and doubles nothing, and training in shards comes to what it comes to in a shell.

Usage: check.py PROGRAM FOLDER ENGINE ...     (called by perf/test-distributed, which makes the folder's files)

Writes FOLDER/table. The first check that fails ends it.
"""
import importlib.metadata
import os
import signal
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
program, folder, engines = sys.argv[1], sys.argv[2], sys.argv[3:]
# Answered files and their models.
models = {"lines": "pairs.model", "refused": "pairs.model", "marks": "pairs.model", "latin": "pairs.model",
          "sentences": "tags.model"}
ranks = 4
# A whole job takes a minute on a busy machine; one that hangs must not hold up the tests for ever.
limit = 1200
running = []


def at(name):
    return os.path.join(folder, name)


def content(*names):
    return b"".join(open(at(name), "rb").read() for name in names)


def counted():
    """Makes the program that jobs are given: it notes each start, since that tells whether a task was run again."""
    with open(at("program"), "w") as file:
        file.write(f"#!/bin/sh\necho \"$*\" >>'{at('starts')}'\nexec '{program}' \"$@\"\n")
    os.chmod(at("program"), 0o755)
    open(at("starts"), "w").close()


def starts(part):
    """How many times a process for this part of an output was started."""
    return sum(f"--output {part} " in line + " " for line in content("starts").decode().splitlines())


def command(job, text, output, model, count):
    arguments = [at("program"), at(model), at(text), at(output)]
    if job == "mpi":
        return ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", str(count), os.path.join(here, "mpi_job"), *arguments]
    if job.startswith("spark"):
        arguments += ["--master", "local-cluster[2,1,1024]"]
    return [sys.executable, os.path.join(here, f"{job}.py"), *arguments]


def start(arguments, name):
    environment = dict(os.environ, PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_DIRS=at("spark"))
    with open(at(f"{name}.log"), "w") as log:
        process = subprocess.Popen(arguments, cwd=folder, stdout=log, stderr=log, env=environment, start_new_session=True)
    running.append(process)
    return process


def finish(process, name):
    try:
        return process.wait(timeout=limit)
    except subprocess.TimeoutExpired:
        expect(False, f"{name}: ends within {limit} seconds", name)


def begin(job, text, output, model=None, count=ranks):
    return start(command(job, text, output, model or models[text], count), output)


def run(job, text, output, **more):
    return finish(begin(job, text, output, **more), output)


def log(name):
    return content(f"{name}.log").decode(errors="replace")


def expect(holds, what, name):
    if not holds:
        sys.exit(f"{log(name)[-4000:]}\n{what}: FAILED")
    print(f"{what}: ok", flush=True)


def parts(output):
    return sorted(name for name in os.listdir(at(output)) if name.startswith("part-")) if os.path.isdir(at(output)) else []


def is_reference(output, text):
    return content(*(f"{output}/{part}" for part in parts(output))) == content(f"{text}.reference")


def descendants(process):
    """The processes that `process` has started, and theirs: number to parent and command line, parents first."""
    listed = subprocess.run(["ps", "-e", "-ww", "-o", "pid=,ppid=,args="], stdout=subprocess.PIPE, text=True, check=True)
    children, found, waiting = {}, {}, [process.pid]
    for line in listed.stdout.splitlines():
        number, parent, arguments = line.split(None, 2)
        children.setdefault(int(parent), []).append((int(number), arguments))
    for parent in waiting:
        for number, arguments in children.get(parent, []):
            found[number] = parent, arguments
            waiting.append(number)
    return found


def end(process):
    if process.poll() is None:
        for number in [*descendants(process), process.pid]:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        process.wait()


def kill_one(engine, output, process):
    """Kills a worker of the job that has a part in work, when others are complete; returns the part."""
    # Spark's executors, Dask's worker processes; a rank of MPI has become the program.
    worker = {"spark": "CoarseGrainedExecutorBackend", "dask": "multiprocessing.spawn", "mpi": f"--output {at(output)}/"}[engine]
    while process.poll() is None:
        found = descendants(process) if engine == "mpi" or parts(output) else {}
        for number in reversed(found):
            part = found[number][1].partition(f"--output {at(output)}/")[2].split(" ")[0]
            if not part or part in parts(output):
                continue
            while number in found and worker not in found[number][1]:
                number = found[number][0]
            if number in found:
                os.kill(number, signal.SIGKILL)
                return part
        time.sleep(0.02)
    return None


def version(engine):
    if engine == "mpi":
        told = subprocess.run(["mpirun", "--version"], stdout=subprocess.PIPE, text=True).stdout
        return "Open MPI " + told.split("\n")[0].split()[-1]
    return engine.capitalize() + " " + importlib.metadata.version({"spark": "pyspark", "dask": "distributed"}[engine])


def check(engine):
    job = "mpi" if engine == "mpi" else f"{engine}_job"
    for text, what in (("lines", "a million lines"), ("marks", "lines with CR, CRLF, non-ASCII text and no last end"),
                       ("sentences", "sentences of many lines, with CRLF, non-ASCII text and no last end")):
        output = f"{engine}-{text}"
        expect(run(job, text, output) == 0 and is_reference(output, text), f"{engine}: the same bytes, {what}", output)

    for text, message in ("refused", "the line has a tab"), ("latin", "is not valid UTF-8"):
        output = f"{engine}-{text}"
        status = run(job, text, output)
        expect((status == 65 if engine == "mpi" else status != 0) and message in log(output),
               f"{engine}: the job fails and says '{message}'", output)

    output = f"{engine}-killed"
    process = begin(job, "lines", output)
    part = kill_one(engine, output, process)
    status = finish(process, output)
    expect(part, f"{engine}: a worker was killed in the middle of a part", output)
    if engine == "mpi":
        expect(status != 0 and part not in parts(output), "mpi: the job ends, no half part under its name", output)
        expect(run(job, "lines", output) == 0, "mpi: it can be run again", output)
    else:
        expect(status == 0, f"{engine}: the job goes on", output)
    expect(starts(f"{at(output)}/{part}") > 1, f"{engine}: the part was begun again", output)
    expect(is_reference(output, "lines"), f"{engine}: nothing is lost or doubled", output)


def check_pipe():
    # The million lines are cut into partitions, the few are not.
    for text in "lines", "marks":
        output = f"pipe-{text}"
        expect(run("spark_pipe", text, output) == 0 and is_reference(output, text), f"rdd.pipe: the same bytes, {text}", output)
    for text, message in (("refused", "exited with error code 65"), ("latin", "not UTF-8, or with the character U+FFFD"),
                          ("sentences", "rdd.pipe would cut")):
        output = f"pipe-{text}"
        expect(run("spark_pipe", text, output) != 0 and message in log(output), f"rdd.pipe: fails with '{message}'", output)


def check_foreign_parts():
    before = content("starts")
    expect(run("mpi", "marks", "mpi-marks") == 0 and content("starts").count(b"infer") == before.count(b"infer"),
           "mpi: complete parts are left as they are", "mpi-marks")
    for what, more in (("model", {"model": "tags.model"}), ("number of ranks", {"count": ranks - 1}), ("input", {"text": "lines"})):
        status = run("mpi", more.pop("text", "marks"), "mpi-marks", **more)
        expect(status != 0 and "has parts of another" in log("mpi-marks"), f"mpi: parts of another {what} are refused", "mpi-marks")
    expect(is_reference("mpi-marks", "marks"), "mpi: and left as they are", "mpi-marks")


def check_training():
    """The rounds that perf/test-distributed has gone through in a shell."""
    output = "dask-rounds"
    arguments = [at("program"), "spacing", at("spacing.train"), at(output), "--shards", "3", "--rounds", "3"]
    status = finish(start([sys.executable, os.path.join(here, "dask_train.py"), *arguments], output), output)
    same = status == 0 and all(content(f"{output}/{name}") == content(f"shell/{name}")
                               for name in ("round.1", "round.2", "round.3", "model"))
    expect(same, "dask: three rounds of training in three shards are those of a shell", output)


def main():
    # Ended from outside it must not leave its jobs behind, which have sessions of their own.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    counted()
    count = content("lines").count(b"\n")
    rows = []
    try:
        for engine in engines:
            check(engine)
            trained = "-"
            if engine == "spark":
                check_pipe()
            elif engine == "mpi":
                check_foreign_parts()
            else:
                check_training()
                trained = "yes"
            again = "yes, when the job is run again" if engine == "mpi" else "yes"
            rows.append([version(engine), f"{count:,}", "yes", "yes", "yes", again, trained])
    finally:
        for process in running:
            end(process)
    titles = ["engine", "lines", "equal", "sentences, CRLF, non-ASCII: equal", "refused record fails", "killed worker retried",
              "training in shards: equal"]
    with open(at("table"), "w") as table:
        for row in [titles, ["---"] * len(titles), *rows]:
            print("|" + "|".join(row) + "|" if row[0] == "---" else "| " + " | ".join(row) + " |", file=table)


main()
