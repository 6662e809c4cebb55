#!/usr/bin/env python3
"""Checks that Spark, Dask and MPI carry Scattershot: the same bytes as one process, refused records fail the job, and a
worker that is killed loses and doubles nothing.

Usage: check.py PROGRAM FOLDER ENGINE ...     (called by perf/test-distributed, which makes the folder's files)
"""
import glob
import os
import shutil
import signal
import subprocess
import sys
import time

here = os.path.dirname(os.path.abspath(__file__))
program, folder, engines = sys.argv[1], sys.argv[2], sys.argv[3:]
refusal = "the line has a tab"


def at(name):
    return os.path.join(folder, name)


def command(engine, text, output, *more):
    arguments = [program, at("model"), at(text), at(output), *more]
    if engine == "mpi":
        return ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "4", os.path.join(here, "mpi_job"), *arguments]
    if engine == "spark":
        arguments += ["--master", "local-cluster[2,1,1024]"]
    return [sys.executable, os.path.join(here, f"{engine}_job.py"), *arguments]


def start(engine, text, output, *more):
    shutil.rmtree(at(output), ignore_errors=True)
    log = open(at(f"{output}.log"), "w")
    environment = dict(os.environ, PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_DIRS=at("spark"))
    return subprocess.Popen(command(engine, text, output, *more), cwd=folder, stdout=log, stderr=log, env=environment)


def log(output):
    with open(at(f"{output}.log"), errors="replace") as file:
        return file.read()


def expect(holds, what, output):
    if not holds:
        sys.exit(f"{log(output)[-4000:]}\n{what}: FAILED")
    print(f"{what}: ok", flush=True)


def parts(output):
    return sorted(glob.glob(at(f"{output}/part-*")))


def is_reference(output):
    joined = subprocess.run(f"cat {at(output)}/part-* | cmp - {at('reference')}", shell=True)
    return joined.returncode == 0


def children(pattern):
    found = subprocess.run(["pgrep", "-f", pattern], stdout=subprocess.PIPE, text=True)
    return [int(number) for number in found.stdout.split()]


def kill_one(engine, output, running):
    """Kills a worker once some parts are complete and others are not."""
    # Spark's executors, Dask's worker processes (children of nannies), or one of the ranks' programs.
    pattern = {
        "spark": "CoarseGrainedExecutorBackend",
        "dask": "multiprocessing.*spawn_main",
        "mpi": f"infer .*{at(output)}/",
    }[engine]
    done = f"{output}/part-*" if engine != "spark" else f"{output}/_temporary/0/task*/part-*"
    while running.poll() is None:
        victims = children(pattern)
        if victims and (engine == "mpi" or glob.glob(at(done))):
            os.kill(victims[-1], signal.SIGKILL)
            return True
        time.sleep(0.05)
    return False


def check(engine):
    output = f"{engine}-out"
    running = start(engine, "lines", output)
    expect(running.wait() == 0 and is_reference(output), f"{engine}: the same bytes as one process", output)

    output = f"{engine}-refused"
    running = start(engine, "refused", output)
    expect(running.wait() != 0 and refusal in log(output), f"{engine}: a refused record fails the job, with our message",
           output)
    if engine == "spark":
        output = "spark-piped"
        running = start(engine, "refused", output, "--pipe")
        expect(running.wait() != 0 and "65" in log(output), "spark: through rdd.pipe, with the exit code", output)

    output = f"{engine}-killed"
    running = start(engine, "lines", output)
    killed = kill_one(engine, output, running)
    status = running.wait()
    expect(killed, f"{engine}: a worker was killed in the middle", output)
    if engine == "mpi":
        expect(status != 0 and len(parts(output)) < 4, "mpi: the job ends, no half part under its name", output)
        status = subprocess.run(command(engine, "lines", output), cwd=folder).returncode
        expect(status == 0 and is_reference(output), "mpi: run again, nothing is lost or doubled", output)
    else:
        expect(status == 0 and is_reference(output), f"{engine}: nothing is lost or doubled", output)


for engine in engines:
    check(engine)
