#!/usr/bin/env python3
"""Answers lines through Spark's `rdd.pipe`, for what only Spark's readers reach (HDFS, an object store).

Usage: spark_pipe.py PROGRAM MODEL INPUT OUTPUT [--master URL]

Where all machines can read the file, spark_job.py is better: it says why a record was refused, and takes every format and
every byte as it is. Here a model of sentences is refused, since Spark cuts between any two lines, and so is a line that may
not have been UTF-8. A byte order mark at the beginning of the file is lost, and a last line without an end gets one.
"""
import argparse
import json
import shlex
import subprocess
import sys

from pyspark.sql import SparkSession


def main():
    options = argparse.ArgumentParser()
    for name in ("program", "model", "input", "output"):
        options.add_argument(name)
    options.add_argument("--master")
    given = options.parse_args()
    described = subprocess.run([given.program, "inspect", "--json", given.model], stdout=subprocess.PIPE, check=True)
    kind = json.loads(described.stdout)["format"]["kind"]
    if kind not in ("pairs", "spacing"):
        sys.exit(f"a model of {kind} answers sentences of many lines, which rdd.pipe would cut; use spark_job.py")

    builder = SparkSession.builder.appName("scattershot")
    if given.master:
        builder = builder.master(given.master)
    session = builder.getOrCreate()
    # `textFile` would end lines at a lone CR too, and take the CR from a CRLF.
    lines = session.sparkContext.newAPIHadoopFile(
        given.input, "org.apache.hadoop.mapreduce.lib.input.TextInputFormat", "org.apache.hadoop.io.LongWritable",
        "org.apache.hadoop.io.Text", conf={"textinputformat.record.delimiter": "\n"}).values()
    # Spark puts U+FFFD in the place of bytes that are not UTF-8, and the program could no longer refuse them. This is looked for
    # in a pass of its own: an exception in what feeds rdd.pipe is lost, and the job would wait for ever.
    for line in lines.filter(lambda line: "\ufffd" in line).take(1):
        sys.exit(f"not UTF-8, or with the character U+FFFD, which looks the same here: {line!r}")
    command = shlex.join([given.program, "infer", "--quiet", "--threads", "1", "--model", given.model])
    # Without checkCode a process that fails is taken for one that has no more to say: lines are missing, the job succeeds.
    lines.pipe(command, checkCode=True).saveAsTextFile(given.output)
    session.stop()


if __name__ == "__main__":
    main()
