"""Long recordings in pieces: faults of single pieces, kill -9, stop and go on, big files.

AISHA_LONG_TESTS adds an hour whose every minute says its number.
"""
import contextlib
import json
import os
import random
import sqlite3
import subprocess
import tempfile
import time
import unittest

import long_speech
import test_faults
from long_speech import NumberSpeech
from program import PROGRAM, TOKEN, World, fetch, form, post_json, until

PARTS = 20
JSON, HTML = "application/json", "text/html"
BROKEN = (500, b'{"error":{"message":"no"}}', JSON)


def whole(parts=PARTS):
    return " ".join(f"part {number}." for number in range(parts))


class LongRecordings(World):
    settings = {}

    def setUp(self):
        super().setUp()
        self.speech.close()
        self.speech = NumberSpeech(self.speech.port)

    def start_bot(self, data="data", **settings):
        return super().start_bot(data, **{**self.settings, **settings})

    def answered(self, message):
        return self.see(lambda chat: self.texts(chat, message), "the text")[0]

    def texts(self, chat, message):
        """What was said, whatever paragraphs it was put into."""
        texts = [" ".join(m["text"].split()) for m in self.replies(chat, message)]
        return [text for text in texts if text.startswith("part 0.")]

    def pieces(self, state):
        """The starts of the pieces in that state."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.folder, "data", "aisha.db"))) as database:
            return {row[0] for row in database.execute("SELECT start_us FROM transcript_pieces WHERE state = ?", [state])}

    def heard(self):
        return self.pieces("heard")


class Faults(LongRecordings):
    def test_piece_seven_fails_three_times_and_no_other_is_sent_twice(self):
        self.speech.script[7] = [BROKEN] * 3
        message = self.sends(long_speech.recording(PARTS))
        self.assertEqual(self.answered(message), whole())
        self.assertEqual(self.speech.asked, {number: 4 if number == 7 else 1 for number in range(PARTS)})

    def test_each_refusal_is_met_as_it_wants(self):
        self.speech.script = {
            3: [(429, b'{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}', JSON)],
            5: [(413, b"<html><body>413 Request Entity Too Large</body></html>", HTML)],
            9: [(400, b'{"error":{"message":"audio duration 20 seconds is longer than 15 seconds which is the maximum'
                      b' for this model","code":"invalid_value"}}', JSON)],
            12: [(503, b"<html>Bad gateway", HTML)],
        }
        message = self.sends(long_speech.recording(PARTS))
        self.assertEqual(self.answered(message), whole())
        # Two halves where it was too long, once more where it was away.
        twice = {3: 2, 5: 3, 9: 3, 12: 2}
        self.assertEqual(self.speech.asked, {number: twice.get(number, 1) for number in range(PARTS)})

    def test_the_language_is_decided_once(self):
        message = self.sends(long_speech.recording(6))
        self.answered(message)
        self.assertEqual(self.speech.languages, ["auto"] * 3 + ["en"] * 3)

    def test_a_service_that_is_away_for_longer_is_waited_for(self):
        self.speech.script[4] = [BROKEN] * 6
        message = self.sends(long_speech.recording(8))
        self.assertEqual(self.answered(message), whole(8))
        self.assertEqual(self.speech.asked, {number: 7 if number == 4 else 1 for number in range(8)})


class SandboxFaults(test_faults.StandInSpeech):
    """The same through the sandbox's own speech service and its faults."""

    speech_class = "long_speech.NumberSpeech"

    def after(self, calls, fault):
        """A fault of the call that comes after so many."""
        if calls:
            self.order("openai", "audio/transcriptions", {"action": "delay", "seconds": 0, "times": calls})
        self.order("openai", "audio/transcriptions", fault)

    def test_only_the_piece_that_failed_is_sent_again(self):
        self.after(7, {"action": "status", "status": 500, "times": 3})
        self.after(2, {"action": "status", "status": 429, "retry_after": 1})
        self.after(2, {"action": "html", "status": 413})
        self.after(3, {"action": "status", "status": 400,
                       "message": "audio duration 20 seconds is longer than 15 seconds which is the maximum"})
        message = self.sends(long_speech.recording(PARTS))
        text = self.see(lambda chat: self.replies(chat, message), "the text")[0]["text"]
        self.assertEqual(" ".join(text.split()), whole())
        calls = [call["status"] for call in fetch(f"{self.people}/calls?after=0")[1]["calls"]
                 if call["method"] == "audio/transcriptions"]
        # Each piece once, but for the two that were halved.
        self.assertEqual(calls, [200] * 7 + [500] * 3 + [200] * 2 + [429] + [200] * 2 + [413] + [200] * 3 + [400]
                         + [200] * 8)


class Crash(LongRecordings):
    def test_five_kills_repeat_no_finished_piece(self):
        chance = random.Random(int(os.environ.get("AISHA_SEED") or 5))
        self.speech.pace = 100
        message = self.sends(long_speech.recording(PARTS))
        kept = set()
        for kill in range(5):
            wanted = min(PARTS - 2, len(kept) + chance.randint(1, 3))
            until(lambda: len(self.heard()) >= wanted, what="progress")
            self.bot.kill()
            before, kept = kept, self.heard()
            self.assertLessEqual(before, kept)
            with self.speech.lock:
                self.speech.asked.clear()
            self.bot = self.start_bot()
            until(lambda: self.speech.asked, what="work after a restart")
            repeated = set(self.speech.asked) & {round(start / 21e6) for start in kept}
            self.assertEqual(repeated, set(), f"after kill {kill}")
        self.assertEqual(self.answered(message), whole())
        self.assertEqual(len(self.replies(self.chat(), message)), 1)


class Stopping(LongRecordings):
    def offer(self, chat, message):
        return [m for m in self.replies(chat, message) if "Go on" in json.dumps(m.get("reply_markup"))]

    def test_what_was_heard_is_kept_and_it_goes_on_from_there(self):
        self.speech.hold_from = 8
        message = self.sends(long_speech.recording(12))
        draft = self.see(lambda chat: chat.get("draft") and "part 7." in chat["draft"]["text"] and chat["draft"],
                         "the text so far")
        self.assertTrue(draft["can_stop"])
        self.assertRegex(draft["text"], r"^Listening: \d:\d\d of 4:1\d")
        self.assertEqual(self.act(self.person, "stop_draft"), 200)
        offer = self.see(lambda chat: self.offer(chat, message), "the offer to go on")[0]
        self.assertIn("Stopped at 2:4", offer["text"])
        self.assertEqual(self.texts(self.chat(), message), [whole(8)])
        until(lambda: not self.chat().get("draft"), what="the end of the draft")

        self.speech.hold_from = None
        self.speech.going.set()
        self.press(offer)
        self.see(lambda chat: whole(12) in self.texts(chat, message), "the whole text")
        self.assertEqual({number for number, times in self.speech.asked.items() if times > 1} - {8}, set())
        self.assertFalse(self.offer(self.chat(), message), "the offer has gone")

    def test_stop_and_go_on_at_once_answers_once(self):
        self.speech.hold_from = 2
        message = self.sends(long_speech.recording(4))
        for _ in range(3):
            self.see(lambda chat: chat.get("draft") and "Listening" in chat["draft"]["text"], "listening")
            self.act(self.person, "stop_draft")
            offer = self.see(lambda chat: self.offer(chat, message), "the offer")[0]
            self.press(offer)
        self.speech.going.set()
        self.see(lambda chat: whole(4) in self.texts(chat, message), "the whole text")
        self.assertEqual(self.texts(self.chat(), message).count(whole(4)), 1)

    def test_in_a_group_a_button_stops_and_only_the_owner_may(self):
        stranger = post_json(f"{self.people}/people", {"first_name": "Bob", "language_code": "en"})[1]["id"]
        group = post_json(f"{self.people}/groups", {"title": "G", "members": [self.person, stranger, 4242]})[1]["id"]
        owner = self.person
        self.speech.hold_from = 1
        self.chat_url = lambda person=None: f"{self.people}/bots/4242/chats/{group}"
        # In a group the bot hears only who asks it.
        body, headers = form([("from", owner), ("kind", "voice")],
                             [("file", "voice.wav", "audio/wav", long_speech.recording(3))])
        message = fetch(f"{self.chat_url()}/messages", body, headers)[1]
        message = message[0] if isinstance(message, list) else message
        post_json(f"{self.chat_url()}/messages", {"from": owner, "text": "/transcribe",
                                                  "reply_to_message_id": message["message_id"]})
        placeholder = self.see(lambda chat: [m for m in self.replies(chat, message)
                                             if "part 0." in m["text"] and "reply_markup" in m], "progress")[0]
        answer = self.press(placeholder, stranger)
        self.assertIn("can’t find", answer["text"])
        self.assertIn("Stopping", self.press(placeholder, owner)["text"])
        self.see(lambda chat: [m for m in self.offer(chat, message) if "Stopped at" in m["text"]], "the offer")
        until(lambda: placeholder["message_id"] not in [m["message_id"] for m in self.chat()["messages"]],
              what="the end of the placeholder")

    def act(self, person, action):
        return post_json(f"{self.chat_url()}/actions", {"from": person, "action": action})[0]

    def press(self, message, person=None):
        return post_json(f"{self.chat_url()}/messages/{message['message_id']}/press?wait=30",
                         {"from": person or self.person, "row": 0, "column": 0})[1]


class LocalServer(LongRecordings):
    settings = {"TELEGRAM_API_LOCAL": "true"}

    def start(self, *arguments, environment=None):
        return super().start(*arguments, environment={"TELEGRAM_API_LOCAL": "true", **(environment or {})})

    def test_a_file_above_the_clouds_limit_is_read_where_the_server_keeps_it(self):
        data = long_speech.recording(40)
        self.assertGreater(len(data), 25 << 20)
        message = self.sends(data, "audio", "long.wav")
        self.assertEqual(self.answered(message), whole(40))
        calls = fetch(f"{self.people}/calls?after=0")[1]["calls"]
        self.assertFalse([call for call in calls if call["method"] == "file"], "nothing was downloaded")
        self.assertEqual(os.listdir(os.path.join(self.folder, "data", "tmp")), [])

    def test_an_official_server_names_no_files(self):
        result = subprocess.run([PROGRAM, "run", "--data", os.path.join(self.folder, "other")], text=True,
                                capture_output=True, timeout=60,
                                env={"PATH": os.environ["PATH"], "TELEGRAM_BOT_TOKEN": TOKEN,
                                     "TELEGRAM_API_LOCAL": "true"})
        self.assertEqual(result.returncode, 2)
        self.assertIn("TELEGRAM_API_URL", result.stderr)


@unittest.skipUnless(os.environ.get("AISHA_LONG_TESTS"), "AISHA_LONG_TESTS is not set")
class AnHour(LongRecordings):
    def test_every_minute_says_its_number_once_whatever_is_killed(self):
        with tempfile.TemporaryDirectory() as folder:
            wav, ogg = os.path.join(folder, "hour.wav"), os.path.join(folder, "hour.ogg")
            with open(wav, "wb") as file:
                file.write(long_speech.recording(60, seconds=25, other=33))
            subprocess.run(["ffmpeg", "-v", "error", "-i", wav, "-c:a", "libopus", "-b:a", "24k", "-vbr", "off", ogg],
                           check=True)
            with open(ogg, "rb") as file:
                data = file.read()
        self.speech.pace = 20
        began = time.monotonic()
        message = self.sends(data, "voice", "hour.ogg", "audio/ogg")
        for kill in range(5):
            until(lambda: len(self.heard()) >= 20 * (kill + 1), patience=600, what="progress")
            self.bot.kill()
            self.bot = self.start_bot()
        pieces = len(self.pieces("heard") | self.pieces("waiting"))
        text = until(lambda: [m["text"] for m in self.replies(self.chat(), message)], patience=600, what="the text")
        self.assertLess(time.monotonic() - began, 600)
        numbers = [int(word.strip(".")) for word in " ".join(text).split() if word.strip(".").isdigit()]
        self.assertEqual([number for number in numbers if number != long_speech.OTHER], list(range(60)))
        # One piece is under way at a time, so each death repeats one at most.
        self.assertLessEqual(self.speech.requests, pieces + 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
