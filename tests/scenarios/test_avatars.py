"""Avatars, as somebody makes one in a chat: the wizard, photos in every way they come, the gallery, and kill -9."""
import json
import os
import pathlib
import signal
import sqlite3
import threading
import unittest

from minio import MINIO, Minio
from pictures import picture
from program import World, fetch, form, post_json, until


class AvatarChat(World):
    def press(self, message, text):
        """Presses the button with this text; the notice that is shown."""
        for row in message["reply_markup"]["inline_keyboard"]:
            for button in row:
                if button["text"] == text:
                    status, answer = post_json(
                        f"{self.chat_url()}/messages/{message['message_id']}/press?wait=30",
                        {"from": self.person, "data": button["callback_data"]})
                    self.assertEqual(status, 200, answer)
                    return answer.get("text", "")
        raise AssertionError(f"no button {text!r} under {json.dumps(message, ensure_ascii=False)[:600]}")

    def expect(self, text, after=None):
        """The newest message of the bot with this text in it, later than `after`."""
        oldest = after["message_id"] if after else 0

        def found(chat):
            messages = [m for m in chat["messages"] if m["from"]["is_bot"] and m["message_id"] > oldest and
                        text in m.get("text", m.get("caption", ""))]
            return messages and messages[-1]
        return self.see(found, repr(text))

    def send_photo(self, data, kind="photo", name="a.png", mime_type="image/png"):
        return self.sends(data, kind, name, mime_type)

    def send_album(self, pictures):
        body, headers = form([("from", self.person), ("kind", "photo"), ("media_group", "1")],
                             [("file", f"{i}.png", "image/png", data) for i, data in enumerate(pictures)])
        status, answer = fetch(f"{self.chat_url()}/messages", body, headers)
        self.assertEqual(status, 200, answer)
        return answer

    def begin(self, kind="Thing", name="Teapot"):
        """From the list to the question for photos, which it gives."""
        before = self.says("/avatars")
        self.press(self.expect("Your avatars", after=before), "New avatar")
        self.press(self.expect("What shall the avatar learn?", after=before), kind)
        if kind == "Portrait":
            self.press(self.expect("Who is in the photos?", after=before), "A woman")
        self.expect("What shall the avatar be called?", after=before)
        named = self.says(name)
        self.press(self.expect("Before the first photo", after=named), "I agree")
        return self.expect(f"{name}: the photos", after=named)

    def storage(self):
        """The files of all objects; they may go while this looks."""
        return [pathlib.Path(folder, file)
                for folder, _, files in os.walk(os.path.join(self.folder, "data", "storage", "avatars")) for file in files]

    def rows(self, query):
        with sqlite3.connect(os.path.join(self.folder, "data", "aisha.db"), timeout=20) as database:
            return database.execute(query).fetchall()


class Avatars(AvatarChat):
    def test_from_the_first_question_to_an_avatar_that_is_ready_and_deleted_again(self):
        self.begin("Portrait", "Anna")
        self.send_album([picture(seed) for seed in range(6)])
        for seed in range(6, 11):
            self.send_photo(picture(seed), "document")
        counter = self.expect("Photos: 11 of 20 at most. You can send more")
        again = self.send_photo(picture(3), "document")
        self.assertIn("already", self.reply(again)["text"])
        counter = self.expect("Photos: 11 of 20 at most. You can send more", after=again)

        self.press(counter, "Look at the photos")
        sheet = self.expect("Anna: 11 photos")
        self.assertTrue(sheet["photo"])
        self.press(sheet, "2")
        page = self.expect("Photo 2 of 11")
        self.assertEqual(page["message_id"], sheet["message_id"], "the picture changes in its place")
        self.assertIn("no face", page["caption"])
        self.press(page, "3 ▶")
        self.press(self.expect("Photo 3 of 11"), "Delete")
        self.press(self.expect("Anna: 10 photos"), "Back")

        self.press(self.expect("Anna: the photos", after=sheet), "These are all")
        card = self.expect("the avatar is ready to be trained")
        self.press(card, "Make it the main one")
        card = self.expect("Your main avatar")
        self.press(card, "Delete")
        until(lambda: len(self.storage()) == 20, what="two objects for each photo")
        for file in self.storage():
            self.assertNotIn(b"canary-4711", file.read_bytes())
        self.press(self.expect("Shall I really delete"), "Yes, delete it")
        self.expect("Deleted, with everything")
        until(lambda: not self.storage(), what="the removal of all objects")
        for table in ("avatars", "avatar_photos", "avatar_consents"):
            self.assertEqual(self.rows(f"SELECT count(*) FROM {table}"), [(0,)], table)

    def test_a_draft_is_continued_after_a_restart(self):
        photos = self.begin()
        self.press(photos, "Save as a draft")
        self.expect("The draft is saved")
        self.bot.stop()
        self.bot = self.start_bot()
        self.says("/avatars")
        self.press(self.expect("drafts: 1"), "Teapot, draft")
        self.send_photo(picture(1))
        self.expect("Photos: 1 of 20 at most. Please send 9 more")

    def test_of_twenty_four_at_once_twenty_are_taken(self):
        self.begin()
        threads = [threading.Thread(target=self.send_photo, args=(picture(seed), "document" if seed % 2 else "photo"))
                   for seed in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.expect("Photos: 20. That is as many as there can be.")
        self.see(lambda chat: sum("no room for one more" in m.get("text", "") or "as many as there can be. Delete" in
                                  m.get("text", "") for m in chat["messages"]) == 4, "four that found no room")
        self.assertEqual(self.rows("SELECT count(*) FROM avatar_photos WHERE verdict = 'valid'"), [(20,)])
        until(lambda: len(self.storage()) == 40, what="nothing left of the four")

    def test_hostile_files_are_refused_each_by_its_reason(self):
        self.begin()
        cases = {"empty": b"", "no picture": b"hello" * 100, "cannot read this kind": b"GIF89a" + b"\1\0" * 40,
                 "damaged": picture(1)[:len(picture(1)) // 2], "too small": picture(2, 300, 300)}
        for reason, data in cases.items():
            self.assertIn(reason, self.reply(self.send_photo(data, "document"))["text"])
        self.expect("Photos: 0 of 20")

    def test_a_photo_that_nobody_asked_for_gets_a_hint(self):
        self.assertIn("I make avatars of photos", self.reply(self.send_photo(picture(1)))["text"])


@unittest.skipUnless(os.path.exists(MINIO), "MinIO is not installed: scripts/minio")
class StoreAway(AvatarChat):
    def setUp(self):
        self.minio = Minio()
        self.addCleanup(self.minio.close)
        super().setUp()

    def start_bot(self, **settings):
        return super().start_bot(**self.minio.settings(), **settings)

    def objects(self):
        return self.minio.objects("aisha-v2-avatars")

    def test_photos_wait_for_the_store_and_arrive_once(self):
        photos = self.begin()
        for seed in range(10):
            self.send_photo(picture(seed), "document")
        until(lambda: self.objects() >= 2, what="the first photo in the store")
        self.minio.stop()
        self.expect("I keep trying", after=photos)
        self.minio.start()
        counter = self.expect("Photos: 10 of 20 at most. You can send more", after=photos)
        self.assertNotIn("I keep trying", counter["text"])
        self.assertEqual(self.objects(), 20)
        self.assertEqual(self.rows("SELECT verdict, count(*) FROM avatar_photos GROUP BY 1"), [("valid", 10)])
        self.press(counter, "Cancel")
        self.press(self.expect("Shall I really delete this draft", after=photos), "Delete the draft")
        until(lambda: not self.objects(), what="the removal of all objects")


class Deaths(AvatarChat):
    def dies_and_goes_on(self, point):
        self.bot.stop()
        self.bot = self.start_bot(AISHA_CRASH_AT=point)
        photos = self.begin()
        for seed in range(10):
            self.send_photo(picture(seed), "document")
        self.assertEqual(self.bot.process.wait(60), -signal.SIGKILL, point)
        self.bot = self.start_bot()
        self.expect("Photos: 10 of 20 at most. You can send more", after=photos)
        self.assertEqual(self.rows("SELECT verdict, count(*) FROM avatar_photos GROUP BY 1"), [("valid", 10)], point)
        self.assertEqual(len(self.storage()), 20, point)

    def test_photos_arrive_once_whenever_the_process_dies(self):
        for point in ("file_downloaded:3", "object_stored:1", "object_written:5"):
            with self.subTest(point):
                self.dies_and_goes_on(point)
                before = self.says("/avatars")
                self.press(self.expect("drafts: 1", after=before), "Teapot, photos wanted")
                self.press(self.expect("Teapot: the photos", after=before), "Cancel")
                self.press(self.expect("Shall I really delete this draft", after=before), "Delete the draft")
                until(lambda: not self.storage(), what="the removal of all objects")


if __name__ == "__main__":
    unittest.main()
