"""What an update and a job cost: runs the real program on both databases and prints a table.

Takes the programs of a release build with the benchmarks in it; scripts/bench makes one. Only the standard library.
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "scenarios"))
from postgres import Postgres  # noqa: E402

EVERYTHING_SAID = "/start;/help;/language;/history;good morning"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fdatasync_us(folder):
    """The median of what the disk takes for one page: it decides more than any program."""
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(200):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return round(statistics.median(times) * 1e6, 1)


def report(what):
    print(f"bench: {what}", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, arguments):
        self.arguments = arguments
        self.folder = tempfile.mkdtemp(prefix="aisha-bench-", dir="/tmp")
        self.strace = shutil.which("strace")
        self.server = None
        self.numbers = 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.server:
            self.server.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def postgres(self):
        self.server = self.server or Postgres(free_port(), options=())  # its own defaults: fsync is on
        return self.server

    def program(self, name):
        return os.path.join(self.arguments.build, name)

    def counting_syncs(self, command):
        """The command, and how often it asked for the disk so far, to be called when it has ended."""
        output = os.path.join(self.folder, "syncs")
        calls = [self.strace, "-f", "-qq", "--seccomp-bpf", "-c", "-e", "trace=fsync,fdatasync", "-o", output]

        def count():
            with open(output) as file:
                rows = re.findall(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+).*\s(?:fsync|fdatasync)$", file.read(), re.M)
            return sum(map(int, rows))

        return calls + command, count

    def load(self, database, address, data=None, wrap=lambda command: command, **options):
        """One run of bot_api_load; its line of JSON."""
        self.numbers += 1
        data = data or os.path.join(self.folder, f"data-{self.numbers}")
        environment = {"PATH": os.environ["PATH"], "TELEGRAM_BOT_TOKEN": "4242:bench", "LOG_LEVEL": "warning",
                       "HTTP_LISTEN": f"127.0.0.1:{free_port()}"}
        if address:
            environment["DATABASE_URL"] = address
        flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        if database == "postgresql":
            flags += ["--database", str(self.server.process.pid)]
        command = wrap([self.program("aisha"), "run", "--data", data])
        run = subprocess.run([self.program("bench/bot_api_load"), *flags, "--", *command], env=environment,
                             stdout=subprocess.PIPE, text=True)
        if run.returncode:
            raise SystemExit(f"bench: {database}: wrong answers or none: {run.stdout}")
        return json.loads(run.stdout)

    def address(self, database):
        return self.postgres().make_database() if database == "postgresql" else None

    def wal_syncs(self):
        address = f"postgresql://aisha@127.0.0.1:{self.server.port}/postgres"
        return int(self.server.query(address, "SELECT wal_sync FROM pg_stat_wal"))

    def updates(self, database):
        """Saturated, as people write on a busy day, and how it starts."""
        arguments = self.arguments
        report(f"{database}: saturated")
        rounds = [self.load(database, self.address(database), updates=arguments.updates) for _ in range(arguments.runs)]
        result = {name: statistics.median(one[name] for one in rounds)
                  for name in ("updates_per_s", "cpu_us", "database_cpu_us", "load_cpu_us", "rss_peak_mib")}
        result["rounds"] = rounds
        report(f"{database}: syncs of the disk")
        result["syncs_per_update"] = self.syncs_per_update(database, arguments.updates // 4)
        report(f"{database}: {arguments.rate} updates/s for {arguments.seconds} s")
        address, data = self.address(database), os.path.join(self.folder, f"kept-{database}")
        paced = self.load(database, address, data, updates=int(arguments.rate * arguments.seconds),
                          rate=arguments.rate, chats=40, recordings=1, say=EVERYTHING_SAID)
        again = self.load(database, address, data, updates=0)
        return {**result, "paced": paced, "start_ms": paced["start_ms"], "start_again_ms": again["start_ms"],
                "rss_idle_mib": again["rss_idle_mib"]}

    def syncs_per_update(self, database, updates):
        if database == "postgresql":
            address, before = self.address(database), self.wal_syncs()
            self.load(database, address, updates=updates)
            return round((self.wal_syncs() - before) / updates, 4)
        if not self.strace:
            report("syncs are not counted: apt-get install strace")
            return None
        count = None

        def wrap(command):
            nonlocal count
            command, count = self.counting_syncs(command)
            return command

        self.load(database, None, wrap=wrap, updates=updates)
        return round(count() / updates, 4)

    def jobs(self, database):
        report(f"{database}: jobs")
        in_flight, count = 64, self.arguments.jobs
        where = self.address(database) or os.path.join(self.folder, "jobs")
        os.makedirs(os.path.join(self.folder, "jobs"), exist_ok=True)
        command = [self.program("bench/bench_jobs"), where, str(in_flight), str(count)]
        lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
        result = {line["what"]: line for line in map(json.loads, lines)}
        if database == "postgresql":
            command[1], before = self.address(database), self.wal_syncs()
            subprocess.run([*command, "jobs"], stdout=subprocess.DEVNULL, check=True)
            result["syncs_per_job"] = round((self.wal_syncs() - before) / count, 4)
        elif self.strace:
            command, syncs = self.counting_syncs([*command, "jobs"])
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
            result["syncs_per_job"] = round(syncs() / count, 4)
        return result


def table(results):
    """The figures as Markdown."""
    rows = [("", "SQLite", "PostgreSQL")]
    by_name = results["databases"]

    def row(title, read, form="{:.0f}"):
        cells = []
        for name in ("sqlite", "postgresql"):
            value = read(by_name[name]) if name in by_name else None
            cells.append("–" if value is None else form.format(value))
        rows.append((title, *cells))

    row("updates/s, saturated", lambda d: d["updates"]["updates_per_s"])
    row("CPU of Aisha, µs/update", lambda d: d["updates"]["cpu_us"])
    row("CPU of the server, µs/update", lambda d: d["updates"]["database_cpu_us"])
    row("disk syncs per update", lambda d: d["updates"]["syncs_per_update"], "{:.3f}")
    row("resident memory at most, MiB", lambda d: d["updates"]["rss_peak_mib"])
    pace = f"at {results['rate']:g} updates/s: "
    row(pace + "p50, ms", lambda d: d["updates"]["paced"]["p50_ms"], "{:.1f}")
    row(pace + "p99, ms", lambda d: d["updates"]["paced"]["p99_ms"], "{:.1f}")
    row(pace + "slowest, ms", lambda d: d["updates"]["paced"]["max_ms"], "{:.1f}")
    row(pace + "CPU of Aisha, µs/update", lambda d: d["updates"]["paced"]["cpu_us"])
    row(pace + "CPU of the server, µs/update", lambda d: d["updates"]["paced"]["database_cpu_us"])
    row(pace + "resident memory at most, MiB", lambda d: d["updates"]["paced"]["rss_peak_mib"])
    row("resident memory idle, MiB", lambda d: d["updates"]["rss_idle_mib"])
    row("start to ready, new database, ms", lambda d: d["updates"]["start_ms"])
    row("start to ready, ms", lambda d: d["updates"]["start_again_ms"])
    row("jobs/s, 64 in flight", lambda d: d["jobs"]["job"]["per_s"])
    row("CPU of Aisha, µs/job", lambda d: d["jobs"]["job"]["cpu_us"])
    row("disk syncs per job", lambda d: d["jobs"].get("syncs_per_job"), "{:.3f}")
    widths = [max(len(line[column]) for line in rows) for column in range(3)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def by_action(results):
    """p50 and p99 of every command and button."""
    lines = []
    for name, database in results["databases"].items():
        for action, figures in sorted(database["updates"]["paced"]["actions"].items()):
            lines.append(f"{name:<11} {action:<14} {figures['count']:>5} × p50 {figures['p50_ms']:6.1f} ms"
                         f"  p99 {figures['p99_ms']:6.1f} ms")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="folder of the release build")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--updates", type=int, default=20000, help="of a saturated run")
    parser.add_argument("--runs", type=int, default=3, help="saturated runs; their median counts")
    parser.add_argument("--rate", type=float, default=30, help="updates/s of the paced run")
    parser.add_argument("--seconds", type=float, default=60, help="length of the paced run")
    parser.add_argument("--jobs", type=int, default=64 * 500)
    parser.add_argument("--json", help="where all figures go")
    arguments = parser.parse_args()
    arguments.build = os.path.abspath(arguments.build)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server and the folder go, too
    with Bench(arguments) as bench:
        results = {"cores": os.cpu_count(), "load_before": os.getloadavg()[0], "rate": arguments.rate,
                   "fdatasync_us": fdatasync_us(bench.folder), "databases": {}}
        if results["load_before"] > 0.5:
            report(f"the machine is busy ({results['load_before']:.1f}): the figures are worth little")
        for database in [arguments.database] if arguments.database else ["sqlite", "postgresql"]:
            results["databases"][database] = {"updates": bench.updates(database), "jobs": bench.jobs(database)}
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(results, file, indent=1)
    print(f"{results['cores']} cores, load before {results['load_before']:.1f}, one fdatasync of a page "
          f"{results['fdatasync_us']} µs\n\n{table(results)}\n\n{by_action(results)}")


if __name__ == "__main__":
    main()
