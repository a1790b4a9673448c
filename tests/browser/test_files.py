"""Files from the person: attached, dropped, refused, and on a slow line."""
import os
import pathlib
import shutil
import tempfile

from page import PageTest
from test_messages import silence
from webdriver import until


class Files(PageTest):
    expected_errors = ("status of 400", "status of 413", "ERR_")

    def setUp(self):
        super().setUp()
        self.files = pathlib.Path(tempfile.mkdtemp(prefix="aisha-browser-files-"))
        self.addCleanup(shutil.rmtree, self.files)

    def file(self, name, data):
        (self.files / name).write_bytes(data)
        return self.files / name

    def test_a_file_that_is_dropped_is_sent_as_its_kind(self):
        self.drop(self.file("speech.wav", silence()))
        message = self.updates("message")[0]
        self.assertEqual(message["audio"]["file_name"], "speech.wav")
        self.shows(message["message_id"], "speech.wav")
        self.assertEqual(self.browser.all("article.unsent"), [])

    def test_several_files_are_sent_together(self):
        paths = [self.file(f"{number}.wav", silence(1)) for number in range(4)] + [self.file("paper.pdf", b"%PDF-1.4")]
        self.assertTrue(self.named("Attach files"))
        self.browser.all("#files")[0].type("\n".join(str(path) for path in paths))
        messages = self.updates("message", len(paths))
        names = sorted((message.get("audio") or message["document"])["file_name"] for message in messages)
        self.assertEqual(names, ["0.wav", "1.wav", "2.wav", "3.wav", "paper.pdf"])
        until(lambda: len(self.browser.all("article[data-message-id]")) == len(paths), "all of them in the log")

    def test_kinds_are_told_apart(self):
        kinds = self.browser.run("""
            const { kindOf } = await import('/web/outgoing.js');
            const file = (name, type, size = 9) => ({ name, type, size });
            return [file('a.mp3', 'audio/mpeg'), file('a.mp4', 'video/mp4'), file('a.jpg', 'image/jpeg'), file('a.png', 'image/png', 2e7),
              file('a.svg', 'image/svg+xml'), file('a.amr', ''), file('a.MKV', ''), file('a.xyz', ''), file('a.pdf', 'application/pdf')]
              .map(kindOf);
        """)
        self.assertEqual(kinds, ["audio", "video", "photo", "document", "document", "audio", "video", "document",
                                 "document"])

    def test_a_slow_upload_shows_its_progress_and_can_be_cancelled(self):
        path = self.file("long.wav", os.urandom(3_000_000))
        self.browser.devtools("Network.enable")
        self.browser.devtools("Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1,
                              uploadThroughput=300_000)
        self.addCleanup(self.browser.devtools, "Network.emulateNetworkConditions", offline=False, latency=0,
                        downloadThroughput=-1, uploadThroughput=-1)
        self.drop(path)
        until(lambda: self.browser.run("const bar = document.querySelector('.upload'); return bar && !bar.hidden && bar.value > 0"),
              "progress")
        self.press("Cancel upload")
        until(lambda: not self.browser.all("article.unsent"), "that it is gone")
        self.assertEqual(self.texts(), [])

    def test_a_file_that_is_too_large_is_refused_before_it_is_sent(self):
        path = self.files / "huge.bin"
        with open(path, "wb") as file:
            file.truncate(61 * 1024 * 1024)
        self.drop(path)
        failure = until(lambda: self.browser.all(".failure"), "the refusal")[0]
        until(lambda: "up to 63 MB" in failure.text, lambda: failure.text)
        self.press("Discard")
        until(lambda: not self.browser.all("article.unsent"), "that it is gone")
