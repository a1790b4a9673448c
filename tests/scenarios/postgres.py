"""A PostgreSQL server for these tests, started when it is first asked for."""
import atexit
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "support", "postgres")
PATIENCE_S = 60


class Postgres:
    shared = None

    def __init__(self, port, options=("-c", "fsync=off")):
        self.folder = tempfile.mkdtemp(prefix="aisha-postgres-", dir="/tmp")
        self.port, self.options, self.numbers = port, options, itertools.count(1)
        atexit.register(self.close)
        self.start()

    @classmethod
    def get(cls, port):
        cls.shared = cls.shared or cls(port)
        return cls.shared

    def start(self):
        with open(os.path.join(self.folder, "log"), "a") as log:
            self.process = subprocess.Popen([SCRIPT, self.folder, str(self.port), *self.options], stdout=log, stderr=log)
        give_up = time.monotonic() + PATIENCE_S
        while self._run("pg_isready", "--quiet").returncode:
            if self.process.poll() is not None or time.monotonic() > give_up:
                with open(os.path.join(self.folder, "log")) as log:
                    raise RuntimeError(log.read())
            time.sleep(0.02)

    def stop(self, by=signal.SIGINT):
        """SIGINT is the "fast" shutdown that an operator's restart uses."""
        self.process.send_signal(by)
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_database(self):
        """The address of a new, empty database."""
        name = f"scenario_{next(self.numbers)}"
        self._run("createdb", name).check_returncode()
        return f"postgresql://aisha@127.0.0.1:{self.port}/{name}"

    def query(self, address, sql):
        result = subprocess.run(["psql", "--no-psqlrc", "--tuples-only", "--no-align", address, "-c", sql],
                                capture_output=True, text=True)
        if result.returncode:
            raise RuntimeError(result.stderr)
        return result.stdout.strip()

    def _run(self, program, *arguments):
        return subprocess.run([program, "-h", "127.0.0.1", "-p", str(self.port), "-U", "aisha", *arguments],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
