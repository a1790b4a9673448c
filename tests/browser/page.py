"""The page as these tests see it: the program that serves it, a bot played by the test, and the chat in the browser."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from webdriver import Browser, until

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "support"))
from ports import free_port

PROGRAM = os.environ["AISHA_PROGRAM"]
START_SECONDS = 60
STOP_SECONDS = 10
TOKEN = "4242:browser-test"
BOT = 4242
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "aisha"


def sample():
    """A recording of a known speech, or None where scripts/speech_model has not run."""
    file = pathlib.Path(os.environ.get("SPEECH_SAMPLES") or CACHE / "samples") / "jfk.wav"
    return file if file.exists() else None


def has_speech():
    """Whether there is a speech program with a model for the real words."""
    given = [os.environ.get(name) for name in ("WHISPER_SERVER", "WHISPER_MODEL")]
    if all(given):
        return all(pathlib.Path(path).exists() for path in given)
    return (CACHE / "whisper-1.8.5/whisper-server").exists() and any((CACHE / "models").glob("*.bin"))


class Program:
    """`aisha demo` or `aisha sandbox`, with its log kept for failures."""

    def __init__(self, command, data=None, listen=None):
        self.log = tempfile.NamedTemporaryFile("w+", prefix="aisha-browser-log-")
        arguments = [PROGRAM, command, "--listen", listen or f"127.0.0.1:{free_port()}", *(["--data", data] if data else [])]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.address = self.process.stdout.readline().strip().rstrip("/")
        if not self.address.startswith("http://"):
            self.stop()
            raise AssertionError(f"{command} printed no address; its log ends with:\n{self.log_end()}")

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    def log_end(self):
        self.log.seek(0)
        return self.log.read()[-4000:]

    def stop(self):
        """Asks it to end as Ctrl-C does; more than ten seconds are a failure."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the program did not stop in {STOP_SECONDS} s:\n{self.log_end()}") from None
            else:
                if "Sanitizer: " in self.log_end():
                    raise AssertionError(f"the program has a defect:\n{self.log_end()}")
            finally:
                self.process.stdout.close()
                self.log.close()

    def people(self, path, body=None):
        """The people's side: GET, or POST where there is a body."""
        return request(f"{self.address}/sandbox{path}", body)

    def bot(self, method, **parameters):
        """A Bot API call by the bot that the test plays; gives the result."""
        return request(f"{self.address}/bot{TOKEN}/{method}", parameters)["result"]

    def upload(self, method, kind, name, content_type, data, **parameters):
        """A Bot API call that sends a file."""
        boundary = "a-boundary-of-the-browser-tests"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
                 for key, value in parameters.items()]
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{kind}"; filename="{name}"\r\n'
                     f"Content-Type: {content_type}\r\n\r\n".encode() + data + f"\r\n--{boundary}--\r\n".encode())
        return request(f"{self.address}/bot{TOKEN}/{method}", b"".join(parts),
                       f"multipart/form-data; boundary={boundary}")["result"]


def request(url, body=None, content_type="application/json"):
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    call = urllib.request.Request(url, data, {"Content-Type": content_type})
    try:
        with urllib.request.urlopen(call, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{url}: {error.code} {error.read().decode(errors='replace')}") from None


class PageTest(unittest.TestCase):
    """One program and one browser for the tests of a class; every test has a person, and so a chat, of its own."""

    command = "sandbox"
    language = "en"
    flags = ()
    expected_errors = ()  # what the console may say of failed requests that a test makes on purpose

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="aisha-browser-data-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.program = Program(cls.command, cls.folder)
        cls.addClassCleanup(lambda: cls.program.stop())
        if cls.command == "sandbox":
            cls.bot_id = cls.program.bot("getMe")["id"]
        else:
            cls.bot_id = cls.program.people("")["bots"][0]["id"]
        cls.browser = Browser(cls.language, cls.flags)
        cls.addClassCleanup(lambda: cls.browser.close())

    def setUp(self):
        self.browser.resize(1440, 900)
        self.person = self.program.people("/people", {"first_name": "Robin", "language_code": self.language})["id"]
        self.open()
        until(lambda: self.named("Start" if self.language == "en" else "Старт"), "an empty chat with Start")

    def tearDown(self):
        """Nothing may have gone wrong unseen: scripts that threw, files that the page may not load."""
        bad = [entry["message"] for entry in self.browser.log() if entry["level"] == "SEVERE"]
        bad = [message for message in bad if not any(word in message for word in self.expected_errors)]
        self.assertEqual(bad, [])

    def open(self):
        self.browser.open(f"{self.program.address}/#bot={self.bot_id}&person={self.person}")
        self.browser.reload()  # another hash alone loads nothing

    def named(self, label):
        return self.browser.named(label)

    def press(self, label):
        until(lambda: self.named(label), f"a control named {label}").click()

    def write(self, text):
        self.named("Message").type(text)

    def say(self, text):
        self.write(text)
        self.press("Send")

    def bot_says(self, text, **parameters):
        return self.program.bot("sendMessage", chat_id=self.person, text=text, **parameters)["message_id"]

    def updates(self, kind, count=1):
        """Waits for so many updates of a kind from this test's chat, for the test's bot; gives their contents."""
        found, offset = [], 0
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for update in self.program.bot("getUpdates", offset=offset, timeout=5):
                offset = update["update_id"] + 1
                content = update.get(kind)
                if content and content.get("message", content)["chat"]["id"] == self.person:
                    found.append(content)
            if len(found) >= count:
                self.program.bot("getUpdates", offset=offset, timeout=0)
                return found
        raise AssertionError(f"{len(found)} of {count} {kind} for the bot")

    def shows(self, message_id, words):
        """Waits until the message's article contains the words."""
        until(lambda: words in self.article(message_id).text, lambda: f"{words} in {self.article(message_id).text!r}")

    def article(self, message_id):
        """The article of a message, once it is there."""
        found = until(lambda: self.browser.all(f'article[data-message-id="{message_id}"]'), f"message {message_id}")
        return found[0]

    def texts(self, mine=None):
        """The texts of the messages in the log, oldest first; of one side where it is asked for."""
        selector = {None: "", True: ".mine", False: ":not(.mine)"}[mine]
        return self.browser.run("return [...document.querySelectorAll(arguments[0])].map((node) => node.innerText)",
                                f"article[data-message-id]{selector} .text")

    def toast(self):
        return self.browser.run("return [...document.querySelectorAll('.toast')].map((node) => node.innerText)")

    def overflow(self):
        """How many pixels the page is wider than the window."""
        return self.browser.run("return document.documentElement.scrollWidth - window.innerWidth")

    def drop(self, *paths):
        """Drags files over the log and lets them go, as a person does from a file manager."""
        data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.browser.devtools("Input.dispatchDragEvent", type=kind, x=400, y=400, data=data)
