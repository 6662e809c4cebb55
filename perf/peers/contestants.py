"""Programs that measure themselves on request, asked in turn.

A worker prints one line of JSON with its measurements; then it is sent lines with a name and a number of keys, with a tab
between, and answers each with one line of JSON that holds items and seconds. Workers wait while others measure.
"""

import json
import statistics
import subprocess


class Worker:
    """A running program."""

    def __init__(self, command, environment=None):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.measurements = self._read()["measurements"]

    def measure(self, name, keys):
        """Items a second."""
        self.process.stdin.write(f"{name}\t{keys}\n")
        self.process.stdin.flush()
        answer = self._read()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["items"] / answer["seconds"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def _read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args[0]} ended with {self.process.wait()}")
        return json.loads(line)


def rates_of(workers, unit, rounds, report):
    """Medians over interleaved rounds: (name, keys) → items a second, for all measurements in a unit."""
    entries = [
        (worker, entry["name"], entry["keys"])
        for worker in workers
        for entry in worker.measurements
        if entry["unit"] == unit
    ]
    rates = {(name, keys): [] for _, name, keys in entries}
    for number in range(rounds):
        report(f"{unit}: round {number + 1} of {rounds}")
        for worker, name, keys in entries:
            rates[name, keys].append(worker.measure(name, keys))
    return {entry: statistics.median(values) for entry, values in rates.items()}
