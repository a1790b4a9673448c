"""The bot as its users and its operator meet it, with faults and with kill -9."""
import json
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from program import PROGRAM, TOKEN, Speech, World, fetch, free_port, post_json, tone, until


class Talk(World):
    def test_a_recording_is_answered_by_its_own_text(self):
        message = self.sends(tone())
        reply = self.reply(message)
        self.assertRegex(reply["text"], r"^recording [0-9a-f]{12}$")

    def test_ten_recordings_at_once_get_ten_replies(self):
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(10)]
        texts = {self.reply(message)["text"] for message in messages}
        self.assertEqual(len(texts), 10)

    def test_a_sign_of_life_comes_before_the_text(self):
        self.speech.held.clear()
        self.sends(tone())
        self.see(lambda chat: chat.get("draft") or chat.get("action"), "a draft or an action")

    def test_bad_files_get_clear_answers(self):
        silence = tone(1.0, hertz=0)
        cases = {
            "empty": (b"", "voice", "voice.ogg", "audio/ogg"),
            "pdf": (b"%PDF-1.7\n" + b"0" * 4000, "voice", "a.ogg", "audio/ogg"),
            "corrupt": (b"OggS" + bytes(range(256)) * 20, "voice", "a.ogg", "audio/ogg"),
            "playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "document", "a.m3u8", "audio/mpegurl"),
            "silence": (silence, "voice", "a.wav", "audio/wav"),
            "too big": (tone(1.0) + b"\0" * (21 << 20), "audio", "a.wav", "audio/wav"),
        }
        answers = {}
        for name, (data, kind, filename, content_type) in cases.items():
            message = self.sends(data, kind, filename, content_type)
            answers[name] = self.reply(message)["text"]
        self.assertIn("empty", answers["empty"])
        self.assertIn("no sound", answers["pdf"])
        self.assertRegex(answers["corrupt"], "no sound|damaged")
        self.assertIn("no sound", answers["playlist"])
        self.assertIn("no speech", answers["silence"])
        self.assertIn("20 MB", answers["too big"])
        self.assertNotIn("root:", json.dumps(answers))

    def test_odd_texts_and_names_are_answered(self):
        person = post_json(f"{self.people}/people", {"first_name": "😀" * 64, "language_code": "ru"})[1]["id"]
        self.person = person
        self.says("/start")
        self.see(lambda chat: [m for m in chat["messages"] if "😀" * 64 in m.get("text", "") and m["from"]["is_bot"]])
        for text in ("<b>&amp;</b> & <i", "/history@someone_else", "\u202e" + "x" * 100, "😀" * 2048):
            before = len(self.chat()["messages"])
            self.says(text)
            self.see(lambda chat: len(chat["messages"]) >= before + 2, f"an answer to {text[:20]!r}")


class Faults(World):
    def waits_and_answers(self, message):
        draft = self.see(lambda chat: chat.get("draft") and "keep trying" in chat["draft"]["text"] and chat["draft"],
                         "honest waiting")
        self.assertIn("safe", draft["text"])
        self.speech.mode = "well"
        began = time.monotonic()
        self.reply(message)
        self.assertLess(time.monotonic() - began, 30)
        self.assertEqual(len(self.replies(self.chat(), message)), 1)

    def test_errors_of_the_speech_service_are_waited_out(self):
        self.speech.mode = "error"
        self.waits_and_answers(self.sends(tone()))

    def test_garbage_of_the_speech_service_is_waited_out(self):
        self.speech.mode = "garbage"
        self.waits_and_answers(self.sends(tone()))

    def test_a_speech_service_that_is_gone_is_waited_for(self):
        port = self.speech.port
        self.speech.close()
        message = self.sends(tone())
        self.see(lambda chat: chat.get("draft") and "keep trying" in chat["draft"]["text"], "honest waiting")
        self.speech = Speech(port)
        self.reply(message)


class Crash(World):
    def test_kill_while_twenty_recordings_are_in_work(self):
        self.speech.held.clear()
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(20)]
        until(lambda: self.speech.requests >= 2, what="work on several")
        self.bot.kill()
        killed_us = time.time_ns() // 1000
        self.speech.held.set()
        self.start_bot()
        for message in messages:
            self.reply(message)
        self.no_needless_doubles(messages, killed_us)

    def test_kill_while_replies_are_sent(self):
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(20)]
        self.see(lambda chat: any(self.replies(chat, m) for m in messages), "the first reply")
        self.bot.kill()
        killed_us = time.time_ns() // 1000
        self.start_bot()
        for message in messages:
            self.reply(message)
        self.no_needless_doubles(messages, killed_us)

    def test_deaths_between_the_mark_and_the_call_lose_no_message(self):
        self.bot.stop()
        self.says("/help")
        for _ in range(3):
            bot = self.launch_bot(AISHA_CRASH_AT="send_marked:1")
            self.assertEqual(bot.process.wait(60), -signal.SIGKILL)
        self.start_bot()
        answers = self.see(lambda chat: [m for m in chat["messages"] if m["from"]["is_bot"]], "the help")
        self.assertEqual(len(answers), 1)

    def no_needless_doubles(self, messages, killed_us):
        """Twice only where the first call began before the kill and ended no earlier than 250 ms before it."""
        calls = fetch(f"{self.people}/calls?after=0")[1]["calls"]
        for message in messages:
            sends = [c for c in calls if c["method"] == "sendMessage" and c["status"] == 200 and
                     reply_of(c) == message["message_id"]]
            self.assertLessEqual(len(sends), 2)
            if len(sends) == 2:
                first = sends[0]
                self.assertLessEqual(first["started_us"], killed_us)
                self.assertGreaterEqual(first["started_us"] + first["ms"] * 1000, killed_us - 250_000)


def reply_of(call):
    parameters = call["parameters"].get("reply_parameters") or {}
    if isinstance(parameters, str):
        parameters = json.loads(parameters)
    return parameters.get("message_id")


class Stopping(World):
    def test_stop_is_quick_leaves_nothing_running_and_loses_nothing(self):
        self.speech.held.clear()
        message = self.sends(tone())
        until(lambda: self.speech.requests >= 1, what="recognition")
        began = time.monotonic()
        self.assertEqual(self.bot.stop(), 0)
        self.assertLess(time.monotonic() - began, 10)
        self.speech.held.set()
        self.start_bot()
        self.reply(message)

    def test_second_start_needs_no_second_of_a_processor(self):
        self.bot.stop()
        bot = self.start_bot()
        with open(f"/proc/{bot.process.pid}/stat") as stat:
            user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
        # Of the processor and not of the clock, which others may share; sanitizers make it slower.
        self.assertLess((int(user) + int(system)) / os.sysconf("SC_CLK_TCK"), 1)

    def test_a_second_bot_on_the_same_data_is_refused(self):
        result = subprocess.run([PROGRAM, "run", "--data", os.path.join(self.folder, "data")], text=True,
                                capture_output=True, timeout=30,
                                env={**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "HTTP_LISTEN": f"127.0.0.1:{free_port()}"})
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("aisha.db", result.stderr)

    def test_the_database_is_sound_and_no_secret_is_logged(self):
        self.reply(self.sends(tone()))
        self.bot.stop()
        with sqlite3.connect(os.path.join(self.folder, "data", "aisha.db")) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
            self.assertEqual(database.execute("SELECT count(*) FROM inbox WHERE state = 'pending'").fetchone()[0], 0)
        with open(self.log, errors="replace") as log:
            self.assertNotIn("scenario-test", log.read())


if __name__ == "__main__":
    unittest.main(verbosity=2)
