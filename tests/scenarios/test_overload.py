"""More than can be done at once: who waits is told so, nobody is starved, and a chat that is lost costs nothing."""
import contextlib
import os
import sqlite3
import subprocess
import unittest

from postgres import Postgres
from program import BOT, PROGRAM, TOKEN, World, fetch, free_port, post_json, tone, until

AT_ONCE, OF_ONE, OF_ONE_MAX = 4, 3, 100  # app/core/limits: in work, of one person, in line of one person
CHATS, UPDATES = 100, 10
# What is said in a chat by turns, and how the answer to it begins.
TALK = (("/help", "What I can do"), ("/language", "Which language"), ("/history", "Nothing here yet"),
        ("hello", "Send me a voice message"))


class Overload(World):
    def person_named(self, name):
        return post_json(f"{self.people}/people", {"first_name": name, "language_code": "en"})[1]["id"]

    def acts(self, action):
        status, answer = post_json(f"{self.chat_url()}/actions", {"from": self.person, "action": action})
        self.assertLess(status, 300, answer)

    def running(self):
        """How many recordings are in work."""
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/data/aisha.db?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM jobs WHERE state = 'running'").fetchone()[0]

    def logged(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def calls(self, after=0):
        return fetch(f"{self.people}/calls?after={after}")[1]["calls"]


class Line(Overload):
    def test_who_waits_knows_the_place_and_nobody_is_starved(self):
        self.speech.held.clear()
        ann, bob = self.person, self.person_named("Bob")
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(12)]
        until(lambda: self.running() == OF_ONE, what="work on Ann's recordings, which leave a place free")
        self.person = bob
        of_bob = [self.sends(tone(hertz=900 + 20 * i)) for i in range(3)]
        until(lambda: self.running() == AT_ONCE, what="work on Bob's first recording")
        self.person = ann
        self.speech.held.set()
        for message in messages:
            self.reply(message)
        self.person = bob
        for message in of_bob:
            self.reply(message)
        answered = [call["parameters"]["chat_id"] for call in self.calls()
                    if call["method"] == "sendMessage" and call["status"] == 200]
        last_of_bob = max(at for at, chat in enumerate(answered) if int(chat) == bob)
        self.assertLess(last_of_bob, len(answered) - 3, "Bob's three do not wait for all of Ann's")

    def test_the_place_in_line_is_shown(self):
        self.speech.held.clear()
        people = [self.person_named(f"P{number}") for number in range(AT_ONCE + 2)]
        for self.person in people:
            message = self.sends(tone(hertz=300 + 20 * people.index(self.person)))
        self.see(lambda chat: "second in line" in chat.get("draft", {}).get("text", ""), "the place")
        doctor = subprocess.run([PROGRAM, "doctor", "--data", os.path.join(self.folder, "data")], capture_output=True,
                                text=True, env={"PATH": os.environ["PATH"], "TELEGRAM_BOT_TOKEN": TOKEN,
                                                "TELEGRAM_API_URL": self.sandbox_url})
        self.assertIn("2 available", doctor.stdout, "the queue is seen beside the running program")
        self.speech.held.set()
        self.reply(message)

    def test_one_too_many_is_refused_in_words_before_any_work(self):
        self.speech.held.clear()
        recording = tone(0.2)
        messages = [self.sends(recording) for _ in range(OF_ONE_MAX)]
        refused = self.sends(tone())
        self.assertIn(f"{OF_ONE_MAX} recordings of yours", self.reply(refused)["text"])
        fetched = [call["parameters"]["file_id"] for call in self.calls() if call["method"] == "getFile"]
        self.assertNotIn(refused["voice"]["file_id"], fetched)
        self.speech.held.set()
        self.reply(messages[0])
        taken = self.sends(tone(hertz=900))
        self.assertIn("recording", self.reply(taken)["text"])
        self.assertNotIn("of yours", self.reply(taken)["text"])


class Blocked(Overload):
    def test_who_blocks_the_bot_costs_nothing_more_and_finds_the_texts_on_return(self):
        self.speech.held.clear()
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(8)]
        until(lambda: self.running() == OF_ONE, what="work on the first ones")
        self.acts("block")
        until(lambda: self.logged().count("job_interrupted") == OF_ONE, what="the end of what was in work")
        other = self.person_named("Bob")
        blocked, self.person = self.person, other
        self.speech.held.set()
        self.reply(self.sends(tone(hertz=2000)))  # the places are free again
        self.assertLessEqual(len(self.speech.recordings), OF_ONE + 1)
        self.assertEqual([c for c in self.calls() if c["method"] == "sendMessage" and int(c["parameters"]["chat_id"]) == blocked],
                         [])
        self.person = blocked
        self.acts("unblock")
        for message in messages:
            self.reply(message)
            self.assertEqual(len(self.replies(self.chat(), message)), 1)


class Thousand(Overload):
    """A thousand updates at once: they wait at Telegram when the bot comes up."""

    settings = {}

    def start_bot(self, **more):
        return super().start_bot(**{**self.settings, **more})

    def test_a_thousand_updates_of_a_hundred_chats_are_answered_in_order(self):
        self.bot.stop()
        people = [self.person_named(f"P{number}") for number in range(CHATS)]
        for number in range(UPDATES):
            for person in people:
                post_json(f"{self.people}/bots/{BOT}/chats/{person}/messages",
                          {"from": person, "text": TALK[number % len(TALK)][0]})
        before = self.calls()[-1]["number"]
        self.bot = self.start_bot()

        def answers():
            return [call for call in self.calls(before) if call["method"] == "sendMessage" and call["status"] == 200]
        until(lambda: len(answers()) >= CHATS * UPDATES, what="a thousand answers")
        sent = sorted(answers(), key=lambda call: call["started_us"])
        self.assertEqual(len(sent), CHATS * UPDATES)
        for person in people:
            texts = [call["parameters"]["text"] for call in sent if int(call["parameters"]["chat_id"]) == person]
            for number, text in enumerate(texts):
                self.assertIn(TALK[number % len(TALK)][1], text[:60], f"answer {number}")
        polls = [call for call in self.calls(before) if call["method"] == "getUpdates"]
        seconds = (sent[-1]["started_us"] + sent[-1]["ms"] * 1000 - polls[0]["started_us"]) / 1e6
        print(f"{type(self).__name__}: {CHATS * UPDATES} updates, the last answer after {seconds:.2f} s")


class ThousandOnPostgres(Thousand):
    def setUp(self):
        self.settings = {"DATABASE_URL": Postgres.get(free_port()).make_database()}
        super().setUp()


if __name__ == "__main__":
    unittest.main()
