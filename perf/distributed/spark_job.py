#!/usr/bin/env python3
"""Answers a file on a Spark cluster: each task answers one part of the file, which all machines can read.

Usage: spark_job.py PROGRAM MODEL INPUT OUTPUT [--master URL] [--parts N]

OUTPUT becomes a folder of part files; put one after another by name they are what the program alone would write. The
program cuts and reads the file itself: Spark's own readers cut sentences apart, take a lone CR for the end of a line, and
replace what is not UTF-8. For lines that nothing but those readers can reach there is spark_pipe.py.
"""
import argparse
import os
import subprocess

from pyspark.sql import SparkSession


def answer(part, command, parts, output):
    """Answers one part; the file appears under its name when it is complete, so a task that is run again does no harm."""
    path = os.path.join(output, f"part-{part:05}")
    done = subprocess.run(
        command + ["--shard", f"{part}/{parts}", "--output", path], stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"exit code {done.returncode}")


def main():
    options = argparse.ArgumentParser()
    for name in ("program", "model", "input", "output"):
        options.add_argument(name)
    options.add_argument("--master")
    options.add_argument("--parts", type=int, default=16)
    given = options.parse_args()
    command = [given.program, "infer", "--quiet", "--threads", "1", "--model", given.model, given.input]
    parts, output = given.parts, given.output

    os.makedirs(output)
    builder = SparkSession.builder.appName("scattershot")
    if given.master:
        builder = builder.master(given.master)
    session = builder.getOrCreate()
    numbers = session.sparkContext.parallelize(range(1, parts + 1), parts)
    numbers.foreach(lambda part: answer(part, command, parts, output))
    session.stop()


if __name__ == "__main__":
    main()
