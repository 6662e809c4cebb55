#!/usr/bin/env python3
"""Answers the lines of a text file on a Spark cluster, in order.

Usage: spark_job.py PROGRAM MODEL INPUT OUTPUT [--master URL] [--partitions N] [--pipe]

PROGRAM and MODEL are paths that every machine has; a model is mapped, so the processes of one machine share its memory.
OUTPUT becomes a folder of part files; put one after another by name they are what the program alone would write.

Spark's own `rdd.pipe` needs less code (--pipe), but it says of a record that was refused no more than the exit code, and
without `checkCode=True` not even that: the lines are missing from the output and the job succeeds.
"""
import argparse
import shlex
import subprocess
import tempfile
import threading

from pyspark.sql import SparkSession


def answer(lines, command):
    """Yields the answers of one process to `lines`; raises what it says when it refuses one."""
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=messages)

        def feed():
            try:
                with process.stdin as stdin:
                    for line in lines:
                        stdin.write(line.encode() + b"\n")
            except BrokenPipeError:
                pass  # The process has ended; its exit code says why.

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        for line in process.stdout:
            yield line.rstrip(b"\n").decode()
        feeder.join()
        if process.wait() != 0:
            messages.seek(0)
            raise RuntimeError(messages.read().decode(errors="replace").strip() or f"exit code {process.returncode}")


def main():
    options = argparse.ArgumentParser()
    for name in ("program", "model", "input", "output"):
        options.add_argument(name)
    options.add_argument("--master")
    options.add_argument("--partitions", type=int, default=16)
    options.add_argument("--pipe", action="store_true")
    given = options.parse_args()
    command = [given.program, "infer", "--quiet", "--threads", "1", "--model", given.model]

    builder = SparkSession.builder.appName("scattershot")
    if given.master:
        builder = builder.master(given.master)
    session = builder.getOrCreate()
    lines = session.sparkContext.textFile(given.input, given.partitions)
    if given.pipe:
        answers = lines.pipe(shlex.join(command), checkCode=True)
    else:
        answers = lines.mapPartitions(lambda part: answer(part, command))
    answers.saveAsTextFile(given.output)
    session.stop()


if __name__ == "__main__":
    main()
