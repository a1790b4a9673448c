"""Photos: chosen, dropped, sent as photos or as files, shown as albums, and looked at in the viewer."""
import json
import pathlib
import random
import shutil
import struct
import tempfile
import urllib.request
import zlib

from page import TOKEN, PageTest, request
from test_look import AA_RATIO, CONTRAST
from test_messages import silence
from webdriver import until

KEYS = {"left": "\ue012", "right": "\ue014", "home": "\ue011", "end": "\ue010", "escape": "\ue00c", "enter": "\ue007"}


def png(width, height, seed):
    """A picture with a colour of its own and some detail."""
    chance = random.Random(seed)
    ground = [chance.randrange(256) for _ in range(3)]
    rows = b"".join(b"\0" + bytes((ground[band] + (x // 9 ^ y // 7) * 5) % 256 for x in range(width) for band in range(3))
                    for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


class Photos(PageTest):
    expected_errors = ("status of 400",)

    def setUp(self):
        super().setUp()
        self.files = pathlib.Path(tempfile.mkdtemp(prefix="aisha-browser-photos-"))
        self.addCleanup(shutil.rmtree, self.files)

    def pictures(self, count, width=120, height=90):
        paths = []
        for number in range(count):
            paths.append(self.files / f"{number:02}.png")
            paths[-1].write_bytes(png(width, height, number))
        return paths

    def key(self, name):
        self.browser.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": KEYS[name]}, {"type": "keyUp", "value": KEYS[name]}]}]})

    def download(self, file_id):
        path = self.program.bot("getFile", file_id=file_id)["file_path"]
        with urllib.request.urlopen(f"{self.program.address}/file/bot{TOKEN}/{path}", timeout=60) as answer:
            return answer.read()

    def bot_sends_album(self, count):
        boundary = "an-album-of-the-browser-tests"
        media = [{"type": "photo", "media": f"attach://p{number}"} for number in range(count)]
        media[0]["caption"] = "The album"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in (("chat_id", self.person), ("media", json.dumps(media)))]
        parts += [f'--{boundary}\r\nContent-Disposition: form-data; name="p{number}"; filename="{number}.png"\r\n'
                  "Content-Type: image/png\r\n\r\n".encode() + png(300, 200, number) + b"\r\n" for number in range(count)]
        return request(f"{self.program.address}/bot{TOKEN}/sendMediaGroup", b"".join(parts) + f"--{boundary}--\r\n".encode(),
                       f"multipart/form-data; boundary={boundary}")["result"]

    def shown_photos(self, count):
        until(lambda: self.browser.run("""
            const all = [...document.querySelectorAll('#messages .photo-button img')];
            for (const image of all) image.scrollIntoView();
            return all.length === arguments[0] && all.every((image) => image.complete && image.naturalWidth > 0);
        """, count), f"{count} photos, loaded")

    def test_many_dropped_pictures_become_albums_of_photos(self):
        self.drop(*self.pictures(12))
        until(lambda: self.browser.all("dialog[open] h2"), "the question how")
        self.assertIn("Send 12 pictures", self.browser.all("dialog[open]")[0].text)
        self.press("As photos")
        messages = self.updates("message", 12)
        groups = {}
        for message in messages:
            self.assertEqual((message["photo"][-1]["width"], message["photo"][-1]["height"]), (120, 90))
            groups.setdefault(message["media_group_id"], []).append(message)
        self.assertEqual(sorted(len(group) for group in groups.values()), [2, 10])
        until(lambda: len(self.browser.all(".album")) == 2, "two albums")
        self.shown_photos(12)
        self.assertEqual(self.browser.all("article.unsent"), [])
        for width in (320, 480, 1100):
            self.browser.resize(width, 740)
            self.assertLessEqual(self.overflow(), 0, width)

    def test_pictures_as_files_arrive_byte_by_byte(self):
        paths = self.pictures(3)
        self.browser.all("#files")[0].type("\n".join(str(path) for path in paths))
        self.press("As files")
        documents = [message["document"] for message in self.updates("message", 3)]
        self.assertEqual([self.download(document["file_id"]) for document in documents],
                         [path.read_bytes() for path in paths])
        until(lambda: len(self.browser.all(".chip-picture img")) == 3, "the pictures beside their names")

    def test_nothing_is_sent_when_the_person_thinks_better_of_it(self):
        self.drop(*self.pictures(2))
        until(lambda: self.named("As files"), "the question")
        self.press("Cancel")
        self.drop(*self.pictures(1))
        until(lambda: self.named("As files"), "the question again")
        self.key("escape")
        until(lambda: not self.browser.all("dialog[open]"), "that it is gone")
        self.say("only this")
        self.assertEqual([message.get("text") for message in self.updates("message")], ["only this"])

    def test_pictures_among_other_files_go_with_them(self):
        sound = self.files / "speech.wav"
        sound.write_bytes(silence(1))
        self.drop(*self.pictures(2), sound)
        self.press("As photos")
        kinds = sorted(kind for message in self.updates("message", 3) for kind in ("audio", "photo") if kind in message)
        self.assertEqual(kinds, ["audio", "photo", "photo"])

    def test_what_only_looks_like_a_picture_is_told_to_go_as_a_file(self):
        path = self.files / "broken.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n and no more")
        self.drop(path)
        self.press("As photos")
        failure = until(lambda: self.browser.all(".failure"), "the refusal")[0]
        until(lambda: "Send it as a file" in failure.text, lambda: failure.text)
        self.press("Discard")

    def test_the_viewer_shows_one_photo_after_the_other(self):
        self.drop(*self.pictures(3, 900, 600))
        self.press("As photos")
        self.shown_photos(3)
        self.browser.all(".photo-button")[0].click()
        count = until(lambda: self.browser.all(".viewer[open] .viewer-count"), "the viewer")[0]
        self.assertEqual(count.text, "1 of 3")
        self.assertFalse(self.named("Previous photo"), "there is none before the first")
        self.key("right")
        until(lambda: count.text == "2 of 3", lambda: count.text)
        self.key("end")
        until(lambda: count.text == "3 of 3", lambda: count.text)
        self.assertFalse(self.named("Next photo"))
        self.key("left")
        until(lambda: count.text == "2 of 3", lambda: count.text)
        until(lambda: self.browser.run("const image = document.querySelector('.viewer-picture'); return image.naturalWidth"),
              "the picture")
        self.assertEqual(self.browser.run("return document.querySelector('.viewer-picture').naturalWidth"), 900)
        fits = "const box = document.querySelector('.viewer-picture').getBoundingClientRect(); return box.width <= innerWidth && box.height <= innerHeight"
        for size in ((360, 640), (1440, 900)):
            self.browser.resize(*size)
            self.assertTrue(self.browser.run(fits), size)
            self.assertLessEqual(self.overflow(), 0)
        for theme in ("light", "dark"):
            self.browser.prefer(prefers_color_scheme=theme)
            self.assertEqual(self.browser.run(CONTRAST, AA_RATIO)["poor"], [])
        self.key("escape")
        until(lambda: not self.browser.all(".viewer"), "the chat")
        self.assertTrue(self.browser.run(
            "return document.activeElement === document.querySelectorAll('.photo-button')[1]"), "the focus is where one was")

    def test_photos_and_albums_of_the_bot_are_shown(self):
        self.program.upload("sendPhoto", "photo", "one.png", "image/png", png(1500, 1000, 7), chat_id=self.person, caption="One")
        album = self.bot_sends_album(4)
        self.assertEqual(len({message["media_group_id"] for message in album}), 1)
        self.shown_photos(5)
        self.assertEqual(len(self.browser.all(".album article")), 4)
        self.assertIn("The album", self.browser.all(".album")[0].text)
        size = self.browser.run("const image = document.querySelector('.photo'); return [image.naturalWidth, image.naturalHeight]")
        self.assertEqual(size, [800, 533], "a size that fits the log")
