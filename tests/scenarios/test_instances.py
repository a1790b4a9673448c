"""Several instances on one PostgreSQL, and a PostgreSQL that goes away."""
import os
import subprocess
import threading
import time
import unittest

from postgres import Postgres
from program import PROGRAM, TOKEN, World, fetch, free_port, post_json, tone, until

POLL_S = 5
TAKEN_OVER_S = 35


class Shared(World):
    """A database and a folder for all instances; each has data of its own."""

    def setUp(self):
        self.postgres = Postgres.get(free_port())
        self.database = self.postgres.make_database()
        super().setUp()

    def start_bot(self, name="one", **settings):
        self.bot_port = free_port()
        return super().start_bot(data=f"data-{name}", INSTANCE_ID=name, DATABASE_URL=self.database,
                                 STORAGE_URL=f"file:///{self.folder}/storage", **settings)

    def count(self, sql):
        return int(self.postgres.query(self.database, sql))


class OnPostgres(Shared):
    def test_a_recording_becomes_text_and_a_restart_knows_it(self):
        self.reply(self.sends(tone()))
        self.bot.kill()
        self.start_bot()
        self.reply(self.sends(tone(hertz=600)))
        self.assertEqual(self.count("SELECT count(*) FROM transcripts WHERE status = 'completed'"), 2)
        self.assertEqual(self.count("SELECT count(*) FROM inbox WHERE state = 'pending'"), 0)

    def test_a_restart_of_the_server_under_load_costs_seconds_only(self):
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(10)]
        self.postgres.stop()
        self.postgres.start()
        for message in messages:
            self.reply(message)
            self.assertEqual(len(self.replies(self.chat(), message)), 1)
        self.assertIsNone(self.bot.process.poll())

    def test_the_schema_is_what_the_migrations_make(self):
        environment = {**os.environ, "DATABASE_URL": self.database}
        check = [PROGRAM, "db", "check", "--data", os.path.join(self.folder, "elsewhere")]
        self.assertEqual(subprocess.run(check, env=environment, capture_output=True).returncode, 0)
        self.postgres.query(self.database, "DROP INDEX jobs_old")
        result = subprocess.run(check, env=environment, capture_output=True, text=True)
        self.assertEqual(result.returncode, 1)
        self.assertIn("index jobs_old is missing", result.stdout)


class Instances(Shared):
    def test_one_id_is_for_one_process(self):
        environment = {**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": self.database, "INSTANCE_ID": "one",
                       "HTTP_LISTEN": f"127.0.0.1:{free_port()}", "TELEGRAM_API_URL": self.sandbox_url}
        result = subprocess.run([PROGRAM, "run", "--data", os.path.join(self.folder, "data-double")], env=environment,
                                capture_output=True, text=True, timeout=60)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("INSTANCE_ID=one", result.stderr)

    def test_the_work_of_a_dead_instance_is_taken_over(self):
        self.start_bot("two")
        self.speech.held.clear()
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(6)]
        until(lambda: self.count("SELECT count(*) FROM jobs WHERE state = 'running' AND instance = 'one'") > 0,
              what="work of the first instance")
        self.bot.kill()
        began = time.monotonic()
        self.speech.held.set()
        for message in messages:
            self.reply(message)
        self.assertLess(time.monotonic() - began, TAKEN_OVER_S + POLL_S)

    def test_kills_by_turns_under_load_lose_nothing_and_keep_the_order(self):
        seconds = 120 if os.environ.get("AISHA_LONG_TESTS") else 20
        people = [self.person] + [post_json(f"{self.people}/people", {"first_name": f"P{i}"})[1]["id"] for i in range(9)]
        bots = {"one": self.bot, "two": self.start_bot("two")}
        said = dict.fromkeys(people, 0)
        over = threading.Event()

        def talk():
            turn = 0
            while not over.is_set():
                person = people[turn % len(people)]
                post_json(f"{self.chat_url(person)}/messages", {"from": person, "text": f"/help {turn}"})
                said[person] += 1
                turn += 1
                over.wait(1 / 30)

        talking = threading.Thread(target=talk)
        talking.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for name in list(bots):
                over.wait(5)  # the load goes on meanwhile
                bots[name].kill()
                bots[name] = self.start_bot(name)
        over.set()
        talking.join()
        until(lambda: all(self.answers_in(person) >= said[person] for person in people), what="all answers")
        until(lambda: self.count("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')") == 0,
              what="an empty outbox")
        self.assertEqual(self.count("SELECT count(*) FROM inbox WHERE state <> 'handled'"), 0)
        self.assertEqual(self.count("""SELECT count(*) FROM inbox a JOIN inbox b ON a.chat_id = b.chat_id
                                       AND a.id < b.id AND a.handled_at > b.handled_at"""), 0)
        # Twice only what a process that was killed may have sent.
        extra = sum(self.answers_in(person) - said[person] for person in people)
        self.assertLessEqual(extra, self.count("SELECT count(*) FROM outbox WHERE attempts > 1"))

    def answers_in(self, person):
        return sum(message["from"]["is_bot"] for message in fetch(self.chat_url(person))[1]["messages"])


if __name__ == "__main__":
    unittest.main()
