"""kill -9 again and again, at moments drawn by chance, under load; afterwards everything was answered.

AISHA_SEED repeats a run; AISHA_LONG_TESTS makes it a hundred kills.
"""
import os
import random
import sqlite3
import time
import unittest

from postgres import Postgres
from program import World, fetch, free_port, post_json, tone, until
from test_bot import reply_of

KILLS = 100 if os.environ.get("AISHA_LONG_TESTS") else 5
TEXTS, RECORDINGS = 10, 3  # a round
MOMENT_US = 250_000  # a call that had ended longer before a kill was recorded


class CrashLoop(World):
    settings = {}

    def start_bot(self):
        return super().start_bot(**self.settings)

    def value(self, sql):
        with sqlite3.connect(os.path.join(self.folder, "data", "aisha.db")) as database:
            return database.execute(sql).fetchone()[0]

    def test_everything_is_answered_whenever_it_is_killed(self):
        seed = int(os.environ.get("AISHA_SEED") or time.time_ns() % 1_000_000)
        chance = random.Random(seed)
        people = [self.person] + [post_json(f"{self.people}/people", {"first_name": f"P{i}"})[1]["id"] for i in range(4)]
        said, recordings, kills = dict.fromkeys(people, 0), [], []
        with self.subTest(seed=seed):
            for _ in range(KILLS):
                for _ in range(TEXTS):
                    person = chance.choice(people)
                    post_json(f"{self.chat_url(person)}/messages", {"from": person, "text": "/help"})
                    said[person] += 1
                recordings += [self.sends(tone(hertz=chance.randint(200, 2000))) for _ in range(RECORDINGS)]
                time.sleep(chance.uniform(0, 0.6))
                self.bot.kill()
                kills.append(time.time_ns() // 1000)
                self.bot = self.start_bot()
            for message in recordings:
                self.reply(message)
            until(lambda: all(self.answers_in(p) >= said[p] for p in people[1:]), what="all answers")
            self.bot.stop()
            self.assertEqual(self.value("SELECT count(*) FROM inbox WHERE state <> 'handled'"), 0)
            self.assertEqual(self.value("SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'unknown')"), 0)
            self.assertEqual(self.value("SELECT count(*) FROM jobs WHERE state <> 'done'"), 0)
            self.expect_no_needless_doubles(recordings, kills)

    def answers_in(self, person):
        return sum(message["from"]["is_bot"] for message in fetch(self.chat_url(person))[1]["messages"])

    def expect_no_needless_doubles(self, recordings, kills):
        """Twice only where the first call began before a kill and ended no earlier than a moment before it."""
        calls = fetch(f"{self.people}/calls?after=0")[1]["calls"]
        sends = [c for c in calls if c["method"] == "sendMessage" and c["status"] == 200]
        for message in recordings:
            of_it = [c for c in sends if reply_of(c) == message["message_id"]]
            self.assertLessEqual(len(of_it), 2)
            if len(of_it) == 2:
                began, ended = of_it[0]["started_us"], of_it[0]["started_us"] + of_it[0]["ms"] * 1000
                self.assertTrue(any(began <= kill and ended >= kill - MOMENT_US for kill in kills), of_it[0])


class OnPostgres(CrashLoop):
    def setUp(self):
        self.postgres = Postgres.get(free_port())
        self.database = self.postgres.make_database()
        self.settings = {"DATABASE_URL": self.database}
        super().setUp()

    def value(self, sql):
        return int(self.postgres.query(self.database, sql))


if __name__ == "__main__":
    unittest.main()
