"""One fault at a time, of every kind, at every call that an answer depends on: the answer comes, and once.

On SQLite with polling, and on PostgreSQL with a webhook.
"""
import os
import random
import stat
import textwrap
import time
import unittest

from postgres import Postgres
from program import PROGRAM, World, fetch, free_port, post_json, tone, until

# Nothing happened at the other side, or nothing that a repetition doubles.
HARMLESS = ({"action": "status", "status": 429, "retry_after": 1}, {"action": "status", "status": 500},
            {"action": "drop_before"}, {"action": "html"})
# It happened, and the caller cannot know.
ANSWER_LOST = ({"action": "drop_after"}, {"action": "truncate"})
# Of a send: nobody knows whether it happened.
UNCERTAIN = (*ANSWER_LOST, {"action": "html"})


class Faulty(World):
    def order(self, service, method, fault):
        status, answer = post_json(f"{self.people}/faults", {"service": service, "method": method, **fault})
        self.assertEqual(status, 200, answer)

    def used_up(self):
        until(lambda: fetch(f"{self.people}/faults")[1]["faults"] == [], what="the fault")

    def each_fault_costs_nothing(self, service, method, faults=HARMLESS + ANSWER_LOST, replies_max=1):
        messages = []
        for number, fault in enumerate(faults):
            self.order(service, method, fault)
            messages.append((fault, self.sends(tone(hertz=300 + 20 * number))))
            self.reply(messages[-1][1])
            self.used_up()
        for fault, message in messages:
            self.assertIn(len(self.replies(self.chat(), message)), range(1, replies_max + 1), fault)


    def from_bot(self):
        return [m for m in self.chat()["messages"] if m["from"]["is_bot"]]

    def each_text_is_answered(self, method, faults, answers_max=1):
        for fault in faults:
            before = len(self.from_bot())
            self.order("telegram", method, fault)
            self.says("/help")
            until(lambda: len(self.from_bot()) > before, what=f"an answer under {fault}")
            self.used_up()
            self.says("/start")  # what comes after it comes in order, so the help is complete
            until(lambda: "Ann" in self.from_bot()[-1]["text"], what="what comes after")
            self.assertIn(len(self.from_bot()) - before - 1, range(1, answers_max + 1), fault)


class Telegram(Faulty):
    def test_a_fault_of_the_way_of_updates_costs_nothing(self):
        # The poll that waits now is past its fault, so each is met by the poll after a recording's.
        self.each_fault_costs_nothing("telegram", "getUpdates")
        self.reply(self.sends(tone()))

    def test_updates_that_come_twice_or_in_another_order_are_answered_once(self):
        for action in ("duplicate", "reorder"):
            self.bot.stop()
            self.order("telegram", "getUpdates", {"action": action})
            messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(4)]
            self.bot = self.start_bot()
            for message in messages:
                self.reply(message)
            self.used_up()
            self.says("/help")
            until(lambda: len(self.from_bot()) > 0 and "What I can do" in self.from_bot()[-1]["text"], what="help")
            for message in messages:
                self.assertEqual(len(self.replies(self.chat(), message)), 1, action)

    def test_texts_are_answered_under_every_fault_of_a_send(self):
        self.each_text_is_answered("sendMessage", HARMLESS)
        self.each_text_is_answered("sendMessage", ANSWER_LOST, answers_max=2)

    def test_presses_are_answered_under_every_fault(self):
        self.says("/language")
        message = self.see(lambda chat: [m for m in chat["messages"] if m.get("reply_markup")], "the languages")[0]
        words = [set(), set()]
        for number, fault in enumerate(HARMLESS + ANSWER_LOST):
            row = number % 2
            for method in ("editMessageText", "answerCallbackQuery"):
                self.order("telegram", method, fault)
            before = self.text_of(message)
            post_json(f"{self.chat_url()}/messages/{message['message_id']}/press",
                      {"from": self.person, "row": row, "column": 0})
            until(lambda: self.text_of(message) != before, what=f"another language under {fault}")
            words[row].add(self.text_of(message))
            self.used_up()
        self.assertEqual([len(texts) for texts in words], [1, 1])
        self.assertEqual(len(self.from_bot()), 1)

    def text_of(self, message):
        return next(m["text"] for m in self.chat()["messages"] if m["message_id"] == message["message_id"])

    def test_many_messages_with_a_fault_each_at_the_same_time(self):
        chance = random.Random(seed := int(os.environ.get("AISHA_SEED") or time.time_ns() % 1_000_000))
        messages, lost, uncertain = [], 0, False
        with self.subTest(seed=seed):
            for number in range(12):
                method = chance.choice(("getFile", "file", "sendMessage", "sendMessageDraft", *self.way_of_updates))
                fault = chance.choice(HARMLESS + ANSWER_LOST)
                lost += method == "sendMessage" and fault in ANSWER_LOST
                if method == "sendMessage" and fault in UNCERTAIN:
                    # One a message: a repetition that meets the next one is not repeated again (bot/outbox.hpp).
                    for message in messages if uncertain else ():
                        self.reply(message)
                    uncertain = True
                if method != "webhook" or fault["action"].startswith("drop"):
                    self.order("telegram", method, fault)
                messages.append(self.sends(tone(hertz=300 + 20 * number)))
            for message in messages:
                self.reply(message)
            until(lambda: not [f for f in fetch(f"{self.people}/faults")[1]["faults"] if f["method"] == "sendMessage"],
                  what="the faults of sends")
            self.says("/help")
            until(lambda: "What I can do" in self.from_bot()[-1]["text"], what="help")
            twice = sum(len(self.replies(self.chat(), message)) - 1 for message in messages)
            self.assertLessEqual(twice, lost)

    way_of_updates = ("getUpdates",)

    def test_a_fault_of_getFile_costs_nothing(self):
        self.each_fault_costs_nothing("telegram", "getFile")

    def test_a_fault_of_a_download_costs_nothing(self):
        self.each_fault_costs_nothing("telegram", "file")

    def test_a_send_that_did_not_happen_is_not_doubled(self):
        self.each_fault_costs_nothing("telegram", "sendMessage", HARMLESS)

    def test_a_send_whose_answer_was_lost_comes_at_most_twice(self):
        self.each_fault_costs_nothing("telegram", "sendMessage", ANSWER_LOST, replies_max=2)

    def test_faults_of_progress_do_not_hold_up_the_text(self):
        for method in ("sendMessageDraft", "sendChatAction"):
            for fault in HARMLESS + ANSWER_LOST:
                self.order("telegram", method, fault)
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(12)]
        for message in messages:
            self.reply(message)
            self.assertEqual(len(self.replies(self.chat(), message)), 1)


class GrownUp:
    """The same on PostgreSQL, with a webhook."""

    way_of_updates = ("webhook",)

    def setUp(self):
        self.database = Postgres.get(free_port()).make_database()
        super().setUp()

    def start_bot(self, **settings):
        bot = super().start_bot(DATABASE_URL=self.database, TELEGRAM_UPDATES="webhook",
                                PUBLIC_URL=f"http://127.0.0.1:{self.bot_port}", **settings)
        info = f"{self.sandbox_url}/bot4242:scenario-test/getWebhookInfo"
        until(lambda: fetch(info)[1]["result"].get("url"), what="the webhook")
        return bot


class TelegramGrownUp(GrownUp, Telegram):
    def test_a_fault_of_the_way_of_updates_costs_nothing(self):
        deliveries = ({"action": "drop_before"}, {"action": "drop_after"}, {"action": "delay", "seconds": 0.5})
        self.each_fault_costs_nothing("telegram", "webhook", deliveries)

    def test_updates_that_come_twice_or_in_another_order_are_answered_once(self):
        for action in ("duplicate", "reorder"):
            self.order("telegram", "webhook", {"action": "drop_before"})  # so that several wait
            self.order("telegram", "webhook", {"action": action})
            messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(4)]
            for message in messages:
                self.reply(message)
            self.used_up()
            self.says("/help")
            until(lambda: "What I can do" in self.from_bot()[-1]["text"], what="help")
            for message in messages:
                self.assertEqual(len(self.replies(self.chat(), message)), 1, action)


class StandInSpeech(Faulty):
    """The bot's speech service is the sandbox's, which asks a program that answers like whisper.cpp's server."""

    speech_class = "program.Speech"

    def start(self, *arguments, environment=None):
        if arguments[0] != "sandbox":
            return super().start(*arguments, environment={**environment, "SPEECH_BASE_URL": f"{self.sandbox_url}/v1"})
        module, name = self.speech_class.split(".")
        program, model = os.path.join(self.folder, "whisper"), os.path.join(self.folder, "model")
        with open(program, "w") as file:
            file.write(textwrap.dedent(f"""\
                #!/usr/bin/env python3
                import os, sys, threading
                os.environ["AISHA_PROGRAM"] = {PROGRAM!r}
                sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r})
                from {module} import {name}
                {name}(int(sys.argv[sys.argv.index("--port") + 1]))
                threading.Event().wait()
                """))
        os.chmod(program, stat.S_IRWXU)
        with open(model, "w"):
            pass
        return super().start(*arguments, environment={"WHISPER_SERVER": program, "WHISPER_MODEL": model})


class SpeechService(StandInSpeech):
    def test_a_fault_of_the_speech_service_costs_nothing(self):
        self.each_fault_costs_nothing("openai", "audio/transcriptions")


class SpeechServiceGrownUp(GrownUp, SpeechService):
    pass


if __name__ == "__main__":
    unittest.main(verbosity=2)
