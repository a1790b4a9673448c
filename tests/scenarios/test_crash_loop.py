"""kill -9 again and again under load, at moments drawn by chance and at named points of the program.

Afterwards every update was answered, nothing is stuck, nothing was doubled needlessly. scripts/crash_loop is the front
door. AISHA_SEED repeats a run, AISHA_KILLS and AISHA_POINTS say what it does, AISHA_LOAD what is in flight meanwhile.
"""
import concurrent.futures
import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import unittest

from postgres import Postgres
from program import BOT, PROGRAM, World, fetch, form, free_port, post_json, tone, until

LONG = bool(os.environ.get("AISHA_LONG_TESTS"))
KILLS = int(os.environ.get("AISHA_KILLS") or (100 if LONG else 2))  # at moments drawn by chance
POINTS = os.environ.get("AISHA_POINTS") or ("all" if LONG else "half")  # all | half | none | names with commas between
UPDATES, RECORDINGS = map(int, (os.environ.get("AISHA_LOAD") or ("200,50" if LONG else "30,6")).split(","))
RELEASE = "/release/" in PROGRAM
MOMENT_US = 250_000 if RELEASE else 2_000_000  # a call that had ended longer before a death was recorded
SEEN_LATE_US = 50_000 if RELEASE else 1_000_000  # what was sent before a death may be read by the sandbox after it
RESUMED_S, RESUMED_BUSY_S = 1, 30  # on a machine that has time for it, and on one that has not
SENTENCES = ("/start", "/help", "/history", "/language", "good morning")
AT_MIGRATION, AT_STOP = ("migration_run", "migration_applied"), ("stopping", "drained")


def points_of_the_program():
    """It names them itself."""
    result = subprocess.run([PROGRAM, "db", "status"], env={**os.environ, "AISHA_CRASH_AT": "?"}, text=True,
                            capture_output=True)
    return re.search("one of the points (.*)", result.stderr).group(1).split(", ")


def reply_to(parameters):
    reply = parameters.get("reply_parameters") or {}
    return (json.loads(reply) if isinstance(reply, str) else reply).get("message_id")


class Ledger:
    """What the sandbox was asked. Read again and again, because it remembers only the newest ten thousand calls."""

    def __init__(self, people):
        self.people, self.number = people, 0
        self.sends = {}     # (chat, message replied to, text) → calls that were taken, in order
        self.texts = {}     # chat → texts, in the order in which they first came
        self.edited = set()  # chats
        self.work_us = []   # when calls began that only somebody at work makes

    def read(self):
        while calls := fetch(f"{self.people}/calls?after={self.number}")[1]["calls"]:
            assert calls[0]["number"] == self.number + 1, "calls were forgotten before they were read"
            self.number = calls[-1]["number"]
            for call in calls:
                self.add(call)

    def add(self, call):
        chat = call["parameters"].get("chat_id")
        if call["method"] in ("sendMessage", "editMessageText", "getFile", "file"):
            self.work_us.append(call["started_us"])
        if call["method"] == "editMessageText":
            self.edited.add(chat)
        if call["method"] == "sendMessage" and call["status"] == 200:
            text = call["parameters"]["text"]
            self.sends.setdefault((chat, reply_to(call["parameters"]), text), []).append(call)
            if text not in self.texts.setdefault(chat, []):
                self.texts[chat].append(text)


class CrashLoop(World):
    """On SQLite; below on PostgreSQL."""
    settings, database, half = {}, "sqlite", 0

    def setUp(self):
        super().setUp()
        self.seed = int(os.environ.get("AISHA_SEED") or time.time_ns() % 1_000_000)
        self.chance = random.Random(self.seed)
        self.ledger = Ledger(self.people)
        self.tones = [tone(seconds=0.3, hertz=200 + 37 * i) for i in range(30)]
        self.visitors, self.pressed, self.recordings = {}, set(), []
        self.deaths_us, self.starts_us = [], []
        self.named = 0
        pauses = random.Random(self.seed)
        self.speech.pause = lambda: pauses.uniform(0, 0.3)

    def launch_bot(self, data="data", **settings):
        return super().launch_bot(data, **self.settings, **settings)

    # What people do ----------------------------------------------------------------------------------------------

    def new_person(self):
        return post_json(f"{self.people}/people", {"first_name": "Vi", "language_code": "en"})[1]["id"]

    def talk(self, _=None):
        person = self.new_person()
        for sentence in SENTENCES:
            status, answer = post_json(f"{self.chat_url(person)}/messages", {"from": person, "text": sentence})
            self.assertEqual(status, 200, answer)
        self.visitors[person] = SENTENCES

    def record(self, data):
        person = self.new_person()
        body, headers = form([("from", person), ("kind", "voice")], [("file", "a.wav", "audio/wav", data)])
        status, answer = fetch(f"{self.chat_url(person)}/messages", body, headers)
        self.assertEqual(status, 200, answer)
        self.recordings.append((person, (answer[0] if isinstance(answer, list) else answer)["message_id"]))

    def press(self, person):
        """The first button under the answer to /language, once a person."""
        sends = self.ledger.sends[person, None, self.expected["/language"]]
        message = sends[0]["answer"]["result"]["message_id"]
        status, answer = post_json(f"{self.chat_url(person)}/messages/{message}/press",
                                   {"from": person, "row": 0, "column": 0})
        self.assertEqual(status, 202, answer)
        self.pressed.add(person)

    def unanswered(self):
        self.ledger.read()
        answers = {key[:2] for key in self.ledger.sends if key[2].startswith("recording ")}
        sentences = sum(len(said) - len(self.ledger.texts.get(person, ())) for person, said in self.visitors.items())
        return sentences + len(self.pressed - self.ledger.edited), sum(r not in answers for r in self.recordings)

    def top_up(self, share):
        """People do something until as much is in flight as shall be, or a share of what is missing of it."""
        updates, recordings = self.unanswered()
        talks = int(max(0, UPDATES - updates) * share) // len(SENTENCES) + 1
        can_press = [p for p in self.visitors if p not in self.pressed and (p, None, self.expected["/language"])
                     in self.ledger.sends]
        sounds = self.chance.choices(self.tones, k=int(max(0, RECORDINGS - recordings) * share) + 1)
        work = [(self.press, person) for person in can_press] + [(self.talk, None)] * talks
        work += [(self.record, sound) for sound in sounds]
        self.chance.shuffle(work)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(what, about) for what, about in work]:
                done.result()

    def learn_the_answers(self):
        """Each sentence has an answer of its own, so that a double is known for one."""
        self.talk()
        (person, said), = self.visitors.items()
        until(lambda: self.unanswered()[0] == 0, what="answers to everything")
        self.expected = dict(zip(said, self.ledger.texts[person]))

    # Deaths ------------------------------------------------------------------------------------------------------

    def begin(self, **settings):
        self.starts_us.append(time.time_ns() // 1000)
        self.bot = self.launch_bot(**settings)

    def end(self):
        """In peace: not before it can hear that it is asked to."""
        until(lambda: self.answers(f"http://127.0.0.1:{self.bot_port}/health/ready"), what="the bot's readiness")
        self.assertEqual(self.bot.stop(patience=30), 0)

    def wait_for_work(self):
        def at_work():
            self.assertIsNone(self.bot.process.poll(), "it ended by itself")
            self.ledger.read()
            return max(self.ledger.work_us + self.speech.asked_us) > self.starts_us[-1]
        until(at_work, what="work after a start")

    def kill(self):
        """The time of a death lies between two."""
        before = time.time_ns() // 1000
        self.bot.kill()
        self.deaths_us.append((before, time.time_ns() // 1000))

    def die_by_chance(self):
        """While it starts, or while it works."""
        early = self.chance.random() < 0.2
        pause = self.chance.uniform(0, 0.4 if early else 0.6)
        self.top_up(0.5)
        self.begin()
        if early:
            time.sleep(pause)
        else:
            self.wait_for_work()
            end = time.monotonic() + pause
            self.top_up(1)
            time.sleep(max(0, end - time.monotonic()))
        self.kill()

    def die_at(self, point):
        self.top_up(0.5)
        count = 1 if point in AT_STOP or point == "epoch_begun" else self.chance.randint(1, 3)
        self.begin(AISHA_CRASH_AT=f"{point}:{count}")
        if point in AT_STOP:
            self.wait_for_work()
            self.bot.process.send_signal(signal.SIGTERM)
        else:
            until(lambda: self.bot.process.poll() is not None or self.top_up(1), what=f"a death at {point}:{count}")
        self.assertEqual(self.bot.process.wait(60), -signal.SIGKILL, point)
        with open(self.log, errors="replace") as log:
            said = re.findall(rf"crash point {point} at (\d+) us", log.read())
        self.deaths_us.append((int(said[-1]), int(said[-1])))
        self.named += 1

    def spare_the_unlucky(self):
        """A recording that dies with the process three times in a row is given up, and rightly so. Those that are
        near it are let through."""
        unlucky = {tuple(map(int, row)) for row in self.rows(
            """SELECT t.chat_id, t.message_id FROM jobs j JOIN transcripts t ON j.payload LIKE '{"transcript":' || t.id || '}'
               WHERE j.state IN ('available', 'running') AND j.deaths + (CASE j.state WHEN 'running' THEN 1 ELSE 0 END) >= 2""")}
        if not unlucky:
            return
        self.begin()

        def is_through():
            self.ledger.read()
            return unlucky <= {key[:2] for key in self.ledger.sends if key[2].startswith("recording ")}
        until(is_through, what="the texts of those that died twice")
        self.end()

    # The test ----------------------------------------------------------------------------------------------------

    def test_everything_is_answered_wherever_it_dies(self):
        points = [] if POINTS == "none" else POINTS.split(",")
        if POINTS in ("all", "half"):
            points = points_of_the_program()[self.half if POINTS == "half" else 0::2 if POINTS == "half" else 1]
        self.learn_the_answers()
        self.kill()
        ways = [self.die_by_chance] * KILLS
        ways += [lambda point=point: self.die_at(point) for point in points if point not in AT_MIGRATION]
        self.chance.shuffle(ways)
        with self.subTest(seed=self.seed):
            try:
                for die in ways:
                    die()
                    self.spare_the_unlucky()
                self.begin()
                try:
                    until(lambda: self.unanswered() == (0, 0), patience=300, what="answers to everything")
                except AssertionError:
                    self.bot.kill()
                    raise AssertionError(self.missing()) from None
                self.end()
                self.ledger.read()
                self.expect_order_and_no_needless_doubles()
                self.expect_nothing_stuck()
                self.expect_objects()
            finally:
                self.report()

    def test_a_migration_that_is_killed_is_finished_by_the_next_start(self):
        if POINTS == "none":
            self.skipTest("no points are wanted")
        self.bot.stop()
        arguments, environment = self.empty_database()
        for count in range(1, 100):
            ends = []
            for point in AT_MIGRATION:
                ended = self.aisha("db", "upgrade", *arguments, AISHA_CRASH_AT=f"{point}:1", **environment)
                ends.append(ended.returncode)
                self.assertIn(ended.returncode, (0, -signal.SIGKILL), ended.stderr)
            if ends == [0, 0]:
                break
        self.assertGreater(count, 1)
        checked = self.aisha("db", "check", *arguments, **environment)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def aisha(self, *arguments, **environment):
        base = {name: value for name, value in os.environ.items() if name == "PATH" or name.endswith("SAN_OPTIONS")}
        return subprocess.run([PROGRAM, *arguments], env={**base, **environment}, capture_output=True, text=True,
                              timeout=120)

    def missing(self):
        """What was not answered, and what the outbox knows of it."""
        said = {p: [s for s in said if self.expected[s] not in self.ledger.texts.get(p, ())]
                for p, said in self.visitors.items()}
        heard = {key[:2] for key in self.ledger.sends if key[2].startswith("recording ")}
        people = {p: sentences for p, sentences in said.items() if sentences}
        people |= {p: ["a recording"] for p, message in self.recordings if (p, message) not in heard}
        people |= {p: ["a press"] for p in self.pressed - self.ledger.edited}
        rows = {person: self.rows(f"SELECT id, method, state, attempts, error FROM outbox WHERE chat_id = {person}")
                for person in list(people)[:5]}
        return f"{len(people)} people miss something: {list(people.items())[:5]}; the outbox has {rows}"

    def expect_order_and_no_needless_doubles(self):
        for person, said in self.visitors.items():
            self.assertEqual(self.ledger.texts[person], [self.expected[sentence] for sentence in said], person)
        self.doubled = [calls for calls in self.ledger.sends.values() if len(calls) > 1]
        for call in (call for calls in self.doubled for call in calls[:-1]):
            began, ended = call["started_us"], call["started_us"] + call["ms"] * 1000
            self.assertTrue(any(began <= latest + SEEN_LATE_US and ended >= earliest - MOMENT_US
                                for earliest, latest in self.deaths_us), call)

    def expect_nothing_stuck(self):
        updates = sum(map(len, self.visitors.values())) + len(self.pressed) + len(self.recordings)
        now = time.time_ns() // 1000
        for sql, count in (("SELECT count(*) FROM inbox WHERE state = 'handled'", updates),
                           ("SELECT count(*) FROM inbox WHERE state <> 'handled'", 0),
                           ("SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'unknown')", 0),
                           ("SELECT count(*) FROM jobs WHERE state NOT IN ('done', 'available') OR "
                            f"state = 'available' AND run_at < {now}", 0),
                           ("SELECT count(*) FROM transcripts WHERE status = 'completed'", len(self.recordings)),
                           ("SELECT count(*) FROM transcripts WHERE status <> 'completed'", 0)):
            self.assertEqual(int(self.rows(sql)[0][0]), count, sql)
        checked = self.aisha("db", "check", "--data", os.path.join(self.folder, "data"), **self.settings)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        self.assertEqual(os.listdir(os.path.join(self.folder, "data", "tmp")), [])

    def expect_objects(self):
        """Every recording is kept as it was, and nothing else is."""
        storage = os.path.join(self.folder, "data", "storage")
        kept = {}
        for key, sha256 in self.rows("SELECT audio_key, audio_sha256 FROM transcripts"):
            with open(os.path.join(storage, key, f"sha256={sha256}"), "rb") as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), sha256)
            kept[key] = sha256
        self.assertEqual(len(kept), len(self.recordings))
        files = sum(len(names) for folder, _, names in os.walk(storage) if "=incoming" not in folder)
        self.assertEqual(files, len(kept))

    def report(self):
        waits = []
        work = sorted(self.ledger.work_us + self.speech.asked_us)
        ends = self.starts_us[1:] + [time.time_ns() // 1000]
        for began, ended in zip(self.starts_us, ends):
            if first := next((moment for moment in work if began < moment < ended), None):
                waits.append((first - began) / 1e6)
        print(f"crash loop: seed {self.seed}, {self.database}: {len(self.deaths_us)} deaths ({self.named} at named "
              f"points), {sum(map(len, self.visitors.values())) + len(self.pressed)} texts and presses, "
              f"{len(self.recordings)} recordings, {len(getattr(self, 'doubled', []))} doubles; after {len(waits)} "
              f"starts work was resumed within {max(waits, default=0):.2f} s (median "
              f"{statistics.median(waits or [0]):.2f} s)", file=sys.stderr)
        idle = RELEASE and os.getloadavg()[1] <= os.cpu_count()
        self.assertLess(max(waits, default=0), RESUMED_S if idle else RESUMED_BUSY_S)

    # The database ------------------------------------------------------------------------------------------------

    def rows(self, sql):
        """From a copy, so that the next start finds the files as the dead process left them."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("aisha.db", "aisha.db-wal"):
                source = os.path.join(self.folder, "data", name)
                if os.path.exists(source):
                    shutil.copy(source, folder)
            database = sqlite3.connect(os.path.join(folder, "aisha.db"))
            try:
                self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
                return database.execute(sql).fetchall()
            finally:
                database.close()

    def empty_database(self):
        return ("--data", os.path.join(self.folder, "elsewhere")), {}


class OnPostgres(CrashLoop):
    database, half = "postgresql", 1

    def setUp(self):
        self.postgres = Postgres.get(free_port())
        self.address = self.postgres.make_database()
        self.settings = {"DATABASE_URL": self.address}
        super().setUp()

    def rows(self, sql):
        found = self.postgres.query(self.address, sql)
        return [line.split("|") for line in found.splitlines()]

    def empty_database(self):
        return (("--data", os.path.join(self.folder, "elsewhere")),
                {"DATABASE_URL": self.postgres.make_database()})


if __name__ == "__main__":
    unittest.main()
