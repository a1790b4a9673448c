"""The real program from outside: processes, HTTP, and a speech service that does what a test says.

Only the standard library. Nothing here waits for time to pass: everything waits for what is to be seen.
"""
import hashlib
import http.server
import json
import math
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request
import uuid
import wave

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "support"))
from ports import free_port

PROGRAM = os.environ["AISHA_PROGRAM"]
PATIENCE_S = 60
TOKEN = "4242:scenario-test"
BOT = 4242


def fetch(url, body=None, headers=None, method=None, timeout=PATIENCE_S):
    """Status and parsed JSON (or bytes) of an answer; HTTP errors are answers too."""
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            status, data, kind = answer.status, answer.read(), answer.headers.get_content_type()
    except urllib.error.HTTPError as error:
        status, data, kind = error.code, error.read(), error.headers.get_content_type()
    return status, json.loads(data) if kind.endswith("json") else data


def post_json(url, value, more_headers=None, **more):
    return fetch(url, json.dumps(value).encode(), {"Content-Type": "application/json", **(more_headers or {})}, **more)


def form(fields, files):
    """A multipart body: fields are (name, value), files are (name, filename, type, bytes)."""
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in fields:
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, filename, kind, data in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + data + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def tone(seconds=1.0, hertz=440, rate=16000):
    """A WAV with a tone: something to hear for the bot, nothing to recognise."""
    with tempfile.TemporaryFile() as file:
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate)
            samples = (int(12000 * math.sin(2 * math.pi * hertz * i / rate)) for i in range(int(rate * seconds)))
            out.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
        file.seek(0)
        return file.read()


def until(condition, patience=PATIENCE_S, what="it"):
    """Asks `condition` again and again until it gives something true."""
    deadline = time.monotonic() + patience
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {patience} s")
        threading.Event().wait(0.02)


class Process:
    """A command of the program; its log is kept for the failure message."""

    def __init__(self, *arguments, environment=None, log):
        self.log = open(log, "ab")
        base = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/nonexistent")}
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS"):
                base[name] = value
        self.process = subprocess.Popen([PROGRAM, *arguments], env={**base, **(environment or {})},
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, patience=10):
        """SIGTERM; gives the exit code, fails where it takes longer than it may."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process.stdout.close()
        self.log.close()


class Speech:
    """A speech service whose text tells which recording it was given."""

    def __init__(self, port=0):
        self.mode = "well"          # well | error | garbage | hang | bad_key
        self.held = threading.Event()
        self.held.set()             # clear to make every request wait
        self.requests = 0
        self.recordings = set()     # a recording may be asked for more than once
        self.asked_us = []          # when each request came
        self.pause = None           # a function: for how many seconds an answer waits
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                self.answer(200, b'{"status":"ok"}', "application/json")

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests += 1
                outer.asked_us.append(time.time_ns() // 1000)
                special = outer.special(body)
                if special:
                    return self.answer(*special)
                text = outer.text_of(body)
                outer.recordings.add(text)
                outer.held.wait()
                if outer.pause:
                    time.sleep(outer.pause())
                if outer.mode == "hang":
                    outer.released.wait(PATIENCE_S)
                if outer.mode == "error":
                    return self.answer(500, b'{"error":{"message":"no"}}', "application/json")
                if outer.mode == "bad_key":
                    return self.answer(401, b'{"error":{"message":"no such key","code":"invalid_api_key"}}', "application/json")
                if outer.mode == "garbage":
                    return self.answer(200, b"<html>nothing here", "text/html")
                segment = {"id": 0, "start": 0.0, "end": 1.0, "text": " " + text, "no_speech_prob": 0.01,
                           "avg_logprob": -0.2}
                self.answer(200, json.dumps({"task": "transcribe", "language": "english", "duration": 1.0,
                                             "text": text, "segments": [segment]}).encode(), "application/json")

            def answer(self, status, data, kind):
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except (BrokenPipeError, ConnectionResetError):
                    pass

        self.released = threading.Event()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port or free_port()), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *arguments: None  # a bot that dies resets its connections
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def special(self, body):
        """(status, bytes, type) instead of a text; for tests to override."""

    @staticmethod
    def text_of(body):
        """A text from the samples alone, so that the same recording gives the same text."""
        at = body.find(b"RIFF")
        riff = body[at:at + 8 + struct.unpack("<I", body[at + 4:at + 8])[0]] if at >= 0 else b""
        data = riff[riff.find(b"data") + 8:]
        return "recording " + hashlib.sha256(data).hexdigest()[:12]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    def close(self):
        self.held.set()
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


class World(unittest.TestCase):
    """Sandbox and bot as two processes, and a speech service between them."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="aisha-scenario-")
        self.log = os.path.join(self.folder, "log")
        self.processes = []
        self.speech = Speech()
        self.sandbox_port, self.bot_port = free_port(), free_port()
        self.sandbox_url = f"http://127.0.0.1:{self.sandbox_port}"
        self.people = f"{self.sandbox_url}/sandbox"
        self.start("sandbox", "--listen", f"127.0.0.1:{self.sandbox_port}")
        until(lambda: self.answers(self.people), what="the sandbox")
        self.person = post_json(f"{self.people}/people", {"first_name": "Ann", "language_code": "en"})[1]["id"]
        self.bot = self.start_bot()

    def tearDown(self):
        failed = any(error for _, error in self._outcome.result.errors + self._outcome.result.failures
                     if error) if hasattr(self._outcome, "result") else False
        for process in reversed(self.processes):
            process.close()
        self.speech.close()
        with open(self.log, errors="replace") as log:
            lines = log.readlines()
        if failed:
            print("".join(lines[-60:]))
        shutil.rmtree(self.folder, ignore_errors=True)
        defect = next((at for at, line in enumerate(lines) if "Sanitizer: " in line or "runtime error: " in line), None)
        self.assertIsNone(defect, defect is not None and "".join(lines[defect:defect + 60]))

    def start(self, *arguments, environment=None):
        process = Process(*arguments, environment=environment, log=self.log)
        self.processes.append(process)
        return process

    def launch_bot(self, data="data", **settings):
        """Starts it and waits for nothing."""
        environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.sandbox_url,
                       "SPEECH_BASE_URL": self.speech.url, "HTTP_LISTEN": f"127.0.0.1:{self.bot_port}", **settings}
        return self.start("run", "--data", os.path.join(self.folder, data), environment=environment)

    def start_bot(self, data="data", **settings):
        bot = self.launch_bot(data, **settings)
        until(lambda: self.answers(f"http://127.0.0.1:{self.bot_port}/health/ready"), what="the bot's readiness")
        return bot

    @staticmethod
    def answers(url):
        try:
            return fetch(url)[0] == 200
        except (urllib.error.URLError, OSError):
            return False

    def chat_url(self, person=None):
        person = person or self.person
        return f"{self.people}/bots/{BOT}/chats/{person}"

    def says(self, text):
        return post_json(f"{self.chat_url()}/messages", {"from": self.person, "text": text})[1]

    def sends(self, data, kind="voice", filename="voice.wav", content_type="audio/wav", caption=""):
        fields = [("from", self.person), ("kind", kind)] + ([("caption", caption)] if caption else [])
        body, headers = form(fields, [("file", filename, content_type, data)])
        status, answer = fetch(f"{self.chat_url()}/messages", body, headers)
        self.assertEqual(status, 200, answer)
        return answer[0] if isinstance(answer, list) else answer

    def chat(self, after=0, wait=0):
        return fetch(f"{self.chat_url()}?after={after}&wait={wait}")[1]

    def see(self, found, what="it"):
        """The first thing that `found` finds in the chat, waiting for changes."""
        deadline, chat = time.monotonic() + PATIENCE_S, self.chat()
        while True:
            result = found(chat)
            if result:
                return result
            if time.monotonic() > deadline:
                raise AssertionError(f"{what} was not seen; the chat is {json.dumps(chat, ensure_ascii=False)[:2000]}")
            chat = self.chat(chat["revision"], wait=5)

    def replies(self, chat, message):
        """The bot's messages that reply to `message`."""
        return [m for m in chat["messages"]
                if m["from"]["is_bot"] and m.get("reply_to_message", {}).get("message_id") == message["message_id"]]

    def reply(self, message):
        return self.see(lambda chat: self.replies(chat, message), f"a reply to {message['message_id']}")[0]
