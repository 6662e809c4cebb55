#!/usr/bin/env python3
"""Answers a file on a Dask cluster: each task answers one part of the file, which all machines can read.

Usage: dask_job.py PROGRAM MODEL INPUT OUTPUT [--scheduler ADDRESS] [--parts N] [--workers N]

OUTPUT becomes a folder of part files; put one after another by name they are what the program alone would write. Without
a scheduler the tasks run in processes of this machine.
"""
import argparse
import os
import subprocess

from dask.distributed import Client, LocalCluster


def answer(command, part, parts, output):
    """Answers one part; the file appears under its name when it is complete, so a task that is run again does no harm."""
    path = os.path.join(output, f"part-{part:05}")
    done = subprocess.run(
        command + ["--shard", f"{part}/{parts}", "--output", path], stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"exit code {done.returncode}")
    return path


def main():
    options = argparse.ArgumentParser()
    for name in ("program", "model", "input", "output"):
        options.add_argument(name)
    options.add_argument("--scheduler")
    options.add_argument("--parts", type=int, default=16)
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    command = [given.program, "infer", "--quiet", "--threads", "1", "--model", given.model, given.input]

    os.makedirs(given.output)
    cluster = None if given.scheduler else LocalCluster(n_workers=given.workers, threads_per_worker=1)
    with Client(given.scheduler or cluster) as client:
        tasks = [client.submit(answer, command, part, given.parts, given.output, pure=False)
                 for part in range(1, given.parts + 1)]
        client.gather(tasks)
    if cluster:
        cluster.close()


if __name__ == "__main__":
    main()
