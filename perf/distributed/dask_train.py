#!/usr/bin/env python3
"""Trains in shards on a Dask cluster: in each round a task for every shard learns its part, and one merges them.

Usage: dask_train.py PROGRAM FORMAT DATA FOLDER [--shards N] [--rounds N] [--scheduler ADDRESS] [--workers N]

All machines can read DATA and write to FOLDER, which becomes a folder with `model` and, for each round, `round.N`, which is
what the next round went on from and a model as well: the files that the same rounds write in a shell. Without a scheduler
the tasks run in processes of this machine.
"""
import argparse
import os
import subprocess

from dask.distributed import Client, LocalCluster


def run(command):
    """Runs a command; its files appear when they are complete and are the same each time, so running it again does no harm."""
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f"exit code {done.returncode}")


def main():
    options = argparse.ArgumentParser()
    for name in ("program", "format", "data", "folder"):
        options.add_argument(name)
    options.add_argument("--shards", type=int, default=4)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--scheduler")
    options.add_argument("--workers", type=int, default=2)
    given = options.parse_args()
    learn = [given.program, "train", "--quiet", "--threads", "1", "--format", given.format, given.data]

    os.makedirs(given.folder)
    base = None
    kept = []
    cluster = None if given.scheduler else LocalCluster(n_workers=given.workers, threads_per_worker=1)
    with Client(given.scheduler or cluster) as client:
        for turn in range(1, given.rounds + 1):
            # Names of their own for each round: a task of an earlier one that is run again, since a worker was lost, must not
            # write over what the present one has.
            parts = [os.path.join(given.folder, f"part.{turn}.{shard}") for shard in range(1, given.shards + 1)]
            kept += parts
            resume = ["--resume", base] if base else []
            client.gather([
                client.submit(run, learn + resume + ["--shard", f"{shard}/{given.shards}", "--checkpoint", part], pure=False)
                for shard, part in enumerate(parts, 1)])
            merge = [given.program, "merge", "--quiet", *parts] + (["--base", base] if base else [])
            base = os.path.join(given.folder, f"round.{turn}")
            merge += ["--checkpoint", base, "--output", os.path.join(given.folder, "model")]
            client.submit(run, merge, pure=False).result()
    if cluster:
        cluster.close()
    for part in kept:
        os.remove(part)


if __name__ == "__main__":
    main()
