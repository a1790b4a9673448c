"""The history, choices and privacy as people meet them, on both databases."""
import io
import json
import os
import random
import re
import subprocess
import sqlite3
import tempfile
import unittest
import zipfile

from minio import MINIO, Minio
from pictures import picture
from postgres import Postgres
from program import BOT, World, fetch, form, free_port, post_json, tone, until


class Walk(World):
    """A person with a few texts."""

    def press(self, message, prefix):
        """Presses the first button whose data begins with `prefix`; gives what the press was answered with."""
        for row in message["reply_markup"]["inline_keyboard"]:
            for button in row:
                if button["callback_data"].startswith(prefix):
                    url = f"{self.chat_url()}/messages/{message['message_id']}/press?wait=60"
                    status, answer = post_json(url, {"from": self.person, "data": button["callback_data"]})
                    self.assertEqual(status, 200, answer)
                    return answer
        self.fail(f"no button {prefix} in {json.dumps(message['reply_markup'])}")

    def now(self, message):
        return next(m for m in self.chat()["messages"] if m["message_id"] == message["message_id"])

    def becomes(self, message, condition, what="the change"):
        def look(chat):
            for one in chat["messages"]:
                if one["message_id"] == message["message_id"] and condition(one):
                    return one
            return None
        return self.see(look, what)

    def answer_to(self, action):
        """The bot's first message after what `action` does."""
        before = {m["message_id"] for m in self.chat()["messages"]}
        action()
        return self.see(lambda chat: [m for m in chat["messages"]
                                      if m["from"]["is_bot"] and m["message_id"] not in before], "an answer")[0]

    def asks(self, text):
        return self.answer_to(lambda: self.says(text))

    def bytes_of(self, message, kind="document"):
        status, data = fetch(f"{self.people}/bots/{BOT}/files/{message[kind]['file_id']}")
        self.assertEqual(status, 200)
        return data if isinstance(data, bytes) else json.dumps(data).encode()

    def text_of(self, number):
        """Sends a recording and gives its text."""
        return self.reply(self.sends(tone(hertz=300 + number)))["text"]


class History(Walk):
    def test_a_walk_through_the_history(self):
        texts = [self.text_of(number) for number in range(8)]
        page = self.asks("/history")
        self.assertIn("8 texts", page["text"])
        self.press(page, "list:0:1")
        second = self.becomes(page, lambda m: "Page 2 of 2" in m["text"], "the second page")
        self.press(second, "text:show")
        card = self.becomes(page, lambda m: texts[1] in m["text"], "the card")
        self.assertIn("English", card["text"])
        self.press(card, "text:rename")
        self.see(lambda chat: [m for m in chat["messages"] if "new name" in m.get("text", "")])
        renamed = self.asks("Quarterly <reports>")
        self.assertIn("Quarterly <reports>", renamed["text"])
        found = self.asks("/search REPORT")
        self.assertIn("1 text", found["text"])
        self.press(found, "text:show")
        card = self.becomes(found, lambda m: texts[1] in m["text"], "the card")
        sound = self.answer_to(lambda: self.press(card, "text:listen"))
        self.assertEqual(self.bytes_of(sound, "voice"), tone(hertz=301))
        self.press(card, "text:save")
        menu = self.becomes(found, lambda m: "save:docx" in json.dumps(m["reply_markup"]), "the formats")
        file = self.answer_to(lambda: self.press(menu, "save:docx"))
        self.assertEqual(file["document"]["file_name"], "Quarterly reports.docx")
        with zipfile.ZipFile(io.BytesIO(self.bytes_of(file))) as archive:
            self.assertIn(texts[1], archive.read("word/document.xml").decode())
        card = self.becomes(found, lambda m: "text:remove" in json.dumps(m["reply_markup"]), "the card's buttons")
        self.press(card, "text:remove")
        question = self.becomes(found, lambda m: "text:really" in json.dumps(m["reply_markup"]), "the question")
        self.press(question, "text:really")
        self.becomes(found, lambda m: "nothing" in m["text"], "that nothing is found any more")
        self.assertIn("7 texts", self.asks("/history")["text"])

    def test_the_original_comes_from_the_store_where_telegram_has_lost_it(self):
        self.text_of(1)
        card = self.asks("/history")
        self.press(card, "text:show")
        card = self.becomes(card, lambda m: "text:listen" in json.dumps(m["reply_markup"]))
        post_json(f"{self.people}/faults", {"service": "telegram", "method": "sendVoice", "action": "status",
                                            "status": 400, "times": 1})
        sound = self.answer_to(lambda: self.press(card, "text:listen"))
        self.assertEqual(self.bytes_of(sound, "voice"), tone(hertz=301))

    def test_the_same_recording_is_answered_from_what_is_stored(self):
        text = self.text_of(1)
        requests = self.speech.requests
        again = self.reply(self.sends(tone(hertz=301)))
        self.assertIn(text, again["text"])
        self.assertEqual(self.speech.requests, requests)
        self.press(again, "again:auto")
        until(lambda: self.speech.requests == requests + 1, what="that it is listened to anew")
        until(lambda: len([m for m in self.chat()["messages"] if m.get("text") == text]) == 2, what="the new text")

    def test_subtitles_are_read_by_ffmpeg(self):
        self.text_of(1)
        card = self.asks("/history")
        self.press(card, "text:show")
        card = self.becomes(card, lambda m: "text:save" in json.dumps(m["reply_markup"]))
        for kind in ("srt", "vtt"):
            self.press(self.now(card), "text:save")
            menu = self.becomes(card, lambda m: "save:srt" in json.dumps(m["reply_markup"]))
            file = self.answer_to(lambda: self.press(menu, f"save:{kind}"))
            with tempfile.NamedTemporaryFile(suffix="." + kind) as copy:
                copy.write(self.bytes_of(file))
                copy.flush()
                times = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "packet=pts_time,duration_time",
                                        "-of", "csv=p=0", copy.name], capture_output=True, text=True, check=True)
            self.assertEqual(times.stdout, "0.000000,1.000000\n")
            self.becomes(card, lambda m: "text:save" in json.dumps(m["reply_markup"]))

    def test_a_long_text_is_one_message_or_a_beginning_and_a_file(self):
        # What says nothing twice: the program takes repetitions for the recogniser's.
        letters = random.Random(1)

        def sentence():
            return " ".join("".join(letters.choices("abcdefghijklmnoprstuvwy", k=6)) for _ in range(8)).capitalize() + "."

        for count, check in ((400, self.rich), (3000, self.file)):
            text = " ".join(sentence() for _ in range(count))
            self.speech.text_of = lambda body, text=text: text
            message = self.sends(tone(hertz=500 + count / 10))
            check(self.reply(message), text)

    def rich(self, reply, text):
        blocks = [block["text"] for block in reply["rich_message"]["blocks"]]
        self.assertEqual(" ".join(blocks), text)
        self.assertGreater(len(blocks), 10)

    def file(self, reply, text):
        self.assertIn("the file below", reply["text"])
        file = self.see(lambda chat: [m for m in chat["messages"] if "document" in m], "the file")[0]
        self.assertIn(text, self.bytes_of(file).decode().replace("\n\n", " "))


class Choices(Walk):
    def test_the_language_of_recordings_is_what_was_chosen(self):
        heard = []
        usual = self.speech.text_of

        def listen(body):
            found = re.search(rb'name="language"\r\n\r\n(\w+)', body)
            heard.append(found.group(1).decode() if found else None)
            return usual(body)

        self.speech.text_of = listen
        self.press(self.asks("/settings"), "settings:speech")
        screen = self.see(lambda chat: [m for m in chat["messages"] if "speech:ru" in json.dumps(m)], "languages")[0]
        self.press(screen, "speech:ru")
        self.becomes(screen, lambda m: "Russian" in m["text"], "the choice")
        reply = self.reply(self.sends(tone()))
        self.press(reply, "text:again")
        menu = self.becomes(reply, lambda m: "again:de" in json.dumps(m["reply_markup"]), "languages")
        self.press(menu, "again:de")
        until(lambda: len(heard) == 2, what="the second hearing")
        self.assertEqual(heard, ["ru", "de"])

    def test_names_to_expect_reach_the_speech_model(self):
        prompts = []
        usual = self.speech.text_of

        def listen(body):
            found = re.search(rb'name="prompt"\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
            prompts.append(found.group(1).decode() if found else None)
            return usual(body)

        self.speech.text_of = listen
        self.text_of(1)
        self.press(self.asks("/settings"), "settings:vocabulary")
        screen = self.see(lambda chat: [m for m in chat["messages"] if "type:vocabulary" in json.dumps(m)])[0]
        self.answer_to(lambda: self.press(screen, "type:vocabulary"))
        self.asks("Айша, Kubernetes")
        self.text_of(2)
        self.assertEqual(prompts, [None, "Айша, Kubernetes"])

    def test_dates_follow_the_time_zone(self):
        self.text_of(1)
        self.says("/settings")
        screen = self.see(lambda chat: [m for m in chat["messages"] if "settings:zone" in json.dumps(m)])[0]
        self.press(screen, "settings:zone")
        screen = self.see(lambda chat: [m for m in chat["messages"] if "type:zone" in json.dumps(m)])[0]
        self.answer_to(lambda: self.press(screen, "type:zone"))
        self.assertIn("UTC+14", self.asks("+14")["text"])


class Groups(Walk):
    def setUp(self):
        super().setUp()
        self.other = post_json(f"{self.people}/people", {"first_name": "Ben", "language_code": "en"})[1]["id"]
        members = [self.person, self.other, BOT]
        self.group = post_json(f"{self.people}/groups", {"title": "Team", "members": members})[1]["id"]

    def chat_url(self, person=None):
        return f"{self.people}/bots/{BOT}/chats/{self.group}"

    def test_on_demand_by_a_reply_and_automatic_by_an_admins_choice(self):
        voice = self.sends(tone())
        post_json(f"{self.chat_url()}/messages", {"from": self.person, "text": "/transcribe",
                                                  "reply_to_message_id": voice["message_id"]})
        until(lambda: [m for m in self.replies(self.chat(), voice) if m["text"].startswith("recording ")])
        screen = self.asks("/settings")
        self.assertIn("when somebody asks", screen["text"])
        admin, self.person = self.person, self.other
        self.assertIn("Only the admins", self.press(screen, "automatic:1")["text"])
        self.person = admin
        self.press(screen, "automatic:1")
        self.becomes(screen, lambda m: "every" in m["text"], "the change")
        # Bots in groups see no other messages than those that mention them.
        voice = self.sends(tone(hertz=777), caption=f"@sandbox_{BOT}_bot")
        until(lambda: [m for m in self.replies(self.chat(), voice) if m["text"].startswith("recording ")])


class Privacy(Walk):
    CANARY = "canaryofthisperson"

    def start_bot(self, **settings):
        return super().start_bot(**{"OPENAI_BASE_URL": f"{self.sandbox_url}/v1",
                                    "OPENAI_TEXT_MODEL": "sandbox-extractive", **settings})

    def leave_traces(self):
        self.speech.text_of = lambda body: f"{self.CANARY} in the text. " + "More words. " * 30
        person = post_json(f"{self.people}/people", {"first_name": self.CANARY, "username": self.CANARY + "_user",
                                                     "language_code": "en"})[1]["id"]
        self.person = person
        reply = self.reply(self.sends(tone() + self.CANARY.encode(), "audio", f"{self.CANARY}.wav"))
        self.press(reply, "note:")
        self.see(lambda chat: [m for m in chat["messages"] if "Written by" in m.get("text", "")], "a note")
        self.asks(f"/search {self.CANARY}")
        self.press(self.asks("/settings"), "settings:vocabulary")
        screen = self.see(lambda chat: [m for m in chat["messages"] if "type:vocabulary" in json.dumps(m)])[0]
        self.answer_to(lambda: self.press(screen, "type:vocabulary"))
        self.asks(f"{self.CANARY} words")
        self.asks(f"{self.CANARY} is nothing I was asked for")
        card = self.asks("/history")
        self.press(card, "text:show")
        card = self.becomes(card, lambda m: "text:rename" in json.dumps(m["reply_markup"]), "the card")
        self.answer_to(lambda: self.press(card, "text:rename"))
        self.asks(f"{self.CANARY} as a title")
        self.begin_an_avatar()
        self.speak_in_a_group()

    def begin_an_avatar(self):
        """Of two photos: one is good, the other is not."""
        card = self.asks("/avatars")
        for data in ("avatars:types", "avtype:object"):
            self.press(card, data)
            card = self.becomes(card, lambda m, data=data: data not in json.dumps(m["reply_markup"]))
        self.press(self.asks(f"{self.CANARY} teapot"), "avatar:agree")
        for data in (picture(1), b"no picture"):
            self.sends(data, "document", f"{self.CANARY}.png", "image/png", caption=self.CANARY)
        self.see(lambda chat: [m for m in chat["messages"] if "Photos: 1 of 20 at most" in m.get("text", "")],
                 "both verdicts")

    def speak_in_a_group(self):
        other = post_json(f"{self.people}/people", {"first_name": "Ben", "language_code": "en"})[1]["id"]
        members = [self.person, other, BOT]
        group = post_json(f"{self.people}/groups", {"title": "Team", "members": members})[1]["id"]
        chat = f"{self.people}/bots/{BOT}/chats/{group}"
        for words in (f"/search {self.CANARY}", f"/transcribe {self.CANARY}"):
            _, sent = post_json(f"{chat}/messages", {"from": self.person, "text": words})
        sent = sent[0] if isinstance(sent, list) else sent
        post_json(f"{chat}/messages", {"from": other, "text": "/transcribe", "reply_to_message_id": sent["message_id"]})
        until(lambda: len([m for m in fetch(chat)[1]["messages"] if m["from"]["is_bot"]]) == 3,
              what="answers in the group")

    def delete_everything(self):
        screen = self.asks("/privacy")
        for data in ("data:erase", "data:sure", "data:really"):
            screen = self.becomes(screen, lambda m, data=data: data in json.dumps(m["reply_markup"]))
            self.press(screen, data)
        self.see(lambda chat: [m for m in chat["messages"] if "know nothing about you" in m.get("text", "")], "the end")

    def test_a_copy_of_everything_has_everything(self):
        self.leave_traces()
        file = self.answer_to(lambda: self.press(self.asks("/privacy"), "data:copy"))
        file = self.see(lambda chat: [m for m in chat["messages"] if "document" in m and m["from"]["is_bot"]],
                        "the archive")[0]
        with zipfile.ZipFile(io.BytesIO(self.bytes_of(file))) as archive:
            self.assertIsNone(archive.testzip())
            names = archive.namelist()
            data = json.loads(archive.read("data.json"))
            self.assertIn(self.CANARY, archive.read(next(n for n in names if n.endswith("texts/1.txt"))).decode())
            sound = archive.read(next(n for n in names if n.startswith("recordings/")))
            photos = [archive.read(n) for n in names if n.startswith("avatars/")]
        self.assertEqual([photo[:3] for photo in photos], [b"\xff\xd8\xff"], "one is good, and a JPEG now")
        self.assertIn(self.CANARY, data["avatars"][0]["name"])
        self.assertEqual(sorted(photo["verdict"] for photo in data["avatar_photos"]), ["invalid", "valid"])
        self.assertEqual(len(data["avatar_consents"]), 1)
        self.assertTrue(sound.endswith(self.CANARY.encode()))
        self.assertEqual(data["users"][0]["first_name"], self.CANARY)
        self.assertIn(self.CANARY, data["user_settings"][0]["vocabulary"])
        self.assertIn(self.CANARY, data["transcript_notes"][0]["content"])

    def test_deleting_everything_leaves_no_byte(self):
        self.leave_traces()
        self.assertTrue(self.files_with_canary(), "the search finds what is there")
        self.delete_everything()
        until(lambda: not self.files_with_canary(), what="that no byte is left")
        self.bot.stop()
        self.assertEqual(self.files_with_canary(), [])

    def files_with_canary(self):
        found = []
        for folder, _, names in os.walk(os.path.join(self.folder, "data")):
            for name in names:
                is_photo = os.path.relpath(folder, self.folder).startswith("data/storage/avatars")
                if is_photo or self.CANARY in name or self.holds_canary(os.path.join(folder, name)):
                    found.append(name)
        return found

    def holds_canary(self, path):
        try:
            with open(path, "rb") as file:
                return self.CANARY[:12].encode() in file.read()
        except FileNotFoundError:
            return False


class PrivacyPostgres(Privacy):
    """The same on PostgreSQL, where a dump is searched."""

    def start_bot(self, **settings):
        server = Postgres.get(free_port())
        self.database = server.make_database()
        return super().start_bot(DATABASE_URL=self.database, **settings)

    def files_with_canary(self):
        found = super().files_with_canary()
        dump = subprocess.run(["pg_dump", self.database], capture_output=True, check=True).stdout
        return found + (["the dump"] if self.CANARY[:12].encode() in dump else [])


@unittest.skipUnless(os.path.exists(MINIO), "MinIO is not installed: scripts/minio")
class PrivacyGrownUp(PrivacyPostgres):
    """And with an S3 store, whose files are searched too, but for the trash that MinIO empties by itself."""

    BUCKETS = ("aisha-v2-transcripts", "aisha-v2-avatars")

    def setUp(self):
        self.minio = Minio()
        self.addCleanup(self.minio.close)
        super().setUp()

    def start_bot(self, **settings):
        return super().start_bot(**{**self.minio.settings(), **settings})

    def leave_traces(self):
        super().leave_traces()
        for bucket in self.BUCKETS:
            self.assertGreater(self.minio.objects(bucket), 0)

    def files_with_canary(self):
        held = [file for folder, _, names in os.walk(self.minio.folder) for name in names
                if "/.trash/" not in (file := os.path.join(folder, name)) and self.holds_canary(file)]
        return super().files_with_canary() + held + ["an object"] * sum(map(self.minio.objects, self.BUCKETS))


class HistoryPostgres(History):
    def start_bot(self, **settings):
        return super().start_bot(DATABASE_URL=Postgres.get(free_port()).make_database(), **settings)


if __name__ == "__main__":
    unittest.main(verbosity=2)
