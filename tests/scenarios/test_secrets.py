"""Planted secrets come out nowhere: not in logs, answers, error messages, nor in what child processes get to see."""
import http.server
import json
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import unittest

from minio import MINIO, Minio
from postgres import Postgres
from program import BOT, PROGRAM, World, fetch, free_port, post_json, tone, until

TOKEN = f"{BOT}:canary-of-the-token"
PLANTED = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": "canary-of-the-webhook",
           "SPEECH_API_KEY": "canary-of-the-speech-key", "OPENAI_API_KEY": "canary-of-the-openai-key",
           "PGPASSWORD": "canary-of-pgpassword"}
S3_KEYS = {"MINIO_ACCESS_KEY": "canary-of-s3-access", "MINIO_SECRET_KEY": "canary-of-the-s3-key"}
IN_THE_ADDRESS = "canary-of-the-address"


def read(path):
    with open(path, errors="replace") as file:
        return file.read()


def canaries_in(text):
    """Where a secret came out: the words around it."""
    return [text[max(0, at.start() - 80):at.end() + 40] for at in re.finditer("canary-of", text)]


class Gossip:
    """A server that repeats what it was asked and with which key, in the form of its errors."""

    def __init__(self):
        outer = self
        self.heard = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                key = self.headers.get("Authorization", "")
                outer.heard.append(f"{self.path} {key}")
                words = f"Incorrect key provided: {key} at {self.path}"
                as_html = len(outer.heard) % 2
                body = (f"<html><h1>404</h1>{words}</html>" if as_html else json.dumps(
                    {"ok": False, "error_code": 400, "description": words, "error": {"message": words}})).encode()
                self.send_response(400)
                self.send_header("Content-Type", "text/html" if as_html else "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def aisha(*arguments, environment, **more):
    base = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME") or name.endswith("SAN_OPTIONS")}
    result = subprocess.run([PROGRAM, *arguments], env={**base, **environment}, capture_output=True, text=True,
                            timeout=120, **more)
    return result.returncode, result.stdout + result.stderr


class Canaries(World):
    """A full run on PostgreSQL, with S3 where MinIO is installed, by webhook, at the most talkative log level."""

    def setUp(self):
        self.has_s3 = os.path.exists(MINIO)
        self.settings = dict(PLANTED)
        if self.has_s3:
            self.minio = Minio(S3_KEYS["MINIO_ACCESS_KEY"], S3_KEYS["MINIO_SECRET_KEY"])
            self.addCleanup(self.minio.close)
            self.settings |= {"STORAGE_URL": "s3://", "MINIO_ENDPOINT": self.minio.url, **S3_KEYS}
        self.postgres = Postgres.get(free_port())
        address = self.postgres.make_database()
        self.settings["DATABASE_URL"] = address.replace("aisha@", f"aisha:{IN_THE_ADDRESS}@")
        super().setUp()

    def start_bot(self, **settings):
        self.programs = os.path.join(self.folder, "programs")
        os.makedirs(self.programs, exist_ok=True)
        self.witness("bwrap", shutil.which("bwrap"))
        return super().start_bot(**self.settings, LOG_LEVEL="debug", TELEGRAM_UPDATES="webhook",
                                 PUBLIC_URL=f"http://127.0.0.1:{self.bot_port}",
                                 PATH=f"{self.programs}:{os.environ['PATH']}", **settings)

    def witness(self, name, real):
        """A program that notes what it was given and becomes the real one."""
        path, notes = os.path.join(self.programs, name), os.path.join(self.programs, "notes")
        with open(path, "w") as file:
            file.write(f'#!/bin/sh\n{{ echo "{name} $*"; env; }} >> {notes}\nexec {real} "$@"\n')
        os.chmod(path, stat.S_IRWXU)
        return path

    def test_nothing_of_a_full_run_tells_a_secret(self):
        said = []
        self.says("/start")
        self.reply(self.sends(tone()))
        self.misbehave()
        said += self.ask_what_should_not_be_asked()
        said.append(read(f"/proc/{self.bot.process.pid}/cmdline"))
        said += self.doctor(self.settings)
        self.bot.process.send_signal(signal.SIGABRT)  # the last words of a crash
        self.bot.process.wait()
        self.bot = self.start_bot(LOG_FORMAT="human")
        self.reply(self.sends(tone(hertz=700)))
        self.postgres.stop()
        said += self.doctor(self.settings)
        self.postgres.start()
        self.bot.stop(patience=30)

        notes = read(os.path.join(self.programs, "notes"))
        self.assertIn("--clearenv", notes)
        self.assertIn("ffmpeg", notes)
        log = read(self.log)
        self.assertIn("debug", log)
        self.assertIn("started", log)
        for text in (log, notes, *said):
            self.assertEqual(canaries_in(text), [])
        # They were there: who did not know the secret of the webhook was refused, and the database has what came.
        self.assertTrue(any('"401"' in text or "Unauthorized" in text for text in said))

    def misbehave(self):
        """Errors on all ways at once; what they say is in the log."""
        for service, method in (("telegram", "sendMessage"), ("telegram", "getFile"), ("telegram", "file"),
                                ("telegram", "sendMessageDraft")):
            # A message whose answer is lost twice is given up, so of those there is one here.
            for fault in ({"action": "status", "status": 500}, {"action": "html"}, {"action": "drop_before"},
                          {"action": "drop_after"}, {"action": "truncate"})[:1 if method == "sendMessage" else None]:
                post_json(f"{self.people}/faults", {"service": service, "method": method, **fault})
        messages = [self.sends(tone(hertz=300 + 20 * i)) for i in range(4)]
        for mode in ("error", "garbage", "well"):
            self.speech.mode = mode
            asked = self.speech.requests
            until(lambda: self.speech.requests > asked, what="a try")
        for message in messages:
            self.reply(message)

    def ask_what_should_not_be_asked(self):
        """Health, and the errors of the bot's server."""
        url = f"http://127.0.0.1:{self.bot_port}"
        answers = [fetch(f"{url}/health/live"), fetch(f"{url}/health/ready"), fetch(f"{url}/nothing"),
                   fetch(f"{url}/telegram/webhook"), post_json(f"{url}/telegram/webhook", {"update_id": 1}),
                   post_json(f"{url}/telegram/webhook", "x" * (1 << 21)),
                   post_json(f"{url}/telegram/webhook", {"no": "update"},
                             more_headers={"X-Telegram-Bot-Api-Secret-Token": PLANTED["TELEGRAM_WEBHOOK_SECRET"]})]
        self.assertEqual([status for status, _ in answers], [200, 200, 404, 405, 401, 413, 400])
        return [str(answer) for answer in answers]

    def doctor(self, settings):
        data = ("--data", os.path.join(self.folder, "doctor"))
        environment = {**settings, "TELEGRAM_API_URL": self.sandbox_url, "SPEECH_BASE_URL": self.speech.url}
        return [aisha("doctor", *data, *form, environment=environment)[1] for form in ((), ("--json",))]


class Gossips(World):
    """Others repeat what they were told: gateways the address, providers the key."""

    def setUp(self):
        self.gossip = Gossip()
        self.addCleanup(self.gossip.close)
        super().setUp()

    def start_bot(self):
        return super().start_bot(**PLANTED, LOG_LEVEL="debug", SPEECH_BASE_URL=f"{self.gossip.url}/v1",
                                 OPENAI_BASE_URL=f"{self.gossip.url}/v1", OPENAI_TEXT_MODEL="gossip")

    def test_what_a_provider_repeats_is_not_repeated_by_us(self):
        self.sends(tone())
        self.says("A long text, which gets a title. " * 20)
        for service in ("audio/transcriptions", "chat/completions"):
            until(lambda: sum(service in heard for heard in self.gossip.heard) >= 2, what=f"gossip of {service}")
        environment = {**PLANTED, **S3_KEYS, "TELEGRAM_API_URL": self.gossip.url, "STORAGE_URL": "s3://",
                       "SPEECH_BASE_URL": f"{self.gossip.url}/v1", "MINIO_ENDPOINT": self.gossip.url,
                       "OPENAI_BASE_URL": f"{self.gossip.url}/v1", "OPENAI_TEXT_MODEL": "gossip"}
        said = []
        for _ in range(2):  # in HTML and in JSON
            said += [aisha("doctor", "--data", os.path.join(self.folder, "doctor"), environment=environment)[1]]
            self.gossip.heard.append("")
        self.bot.stop()
        said.append(read(self.log))
        self.assertTrue(any(TOKEN in heard for heard in self.gossip.heard))
        self.assertTrue(any("Bearer canary-of-the-speech-key" in heard for heard in self.gossip.heard))
        self.assertTrue(any("Bearer canary-of-the-openai-key" in heard for heard in self.gossip.heard))
        self.assertTrue(any(S3_KEYS["MINIO_ACCESS_KEY"] in heard for heard in self.gossip.heard))
        for text in said:
            self.assertEqual(canaries_in(text), [])
        # Nor is it kept.
        self.assertEqual(canaries_in(read(os.path.join(self.folder, "data", "aisha.db"))), [])


class WrongSettings(unittest.TestCase):
    """Secrets in the wrong place or the wrong form end the start with a line that does not repeat them."""

    def run_with(self, *arguments, file=None, **environment):
        with tempfile.TemporaryDirectory(prefix="aisha-wrong-") as folder:
            if file is not None:
                path = os.path.join(folder, "aisha.toml")
                with open(path, "w") as settings:
                    settings.write(file)
                arguments = (*arguments, "--config", path)
            texts = []
            for command in ("run", "doctor"):
                code, text = aisha(command, "--data", os.path.join(folder, "data"), *arguments, environment={
                    "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:9",
                    "HTTP_LISTEN": f"127.0.0.1:{free_port()}", **environment})
                self.assertNotEqual(code, 0, text)
                texts.append(text)
            return texts

    def test_none_is_repeated(self):
        c = "canary-of-a-mistake"
        cases = [dict(TELEGRAM_WEBHOOK_SECRET=f"{c} with spaces"), dict(SPEECH_API_KEY=c, OPENAI_API_KEY=""),
                 dict(MINIO_SECRET_KEY=c), dict(STORAGE_URL="s3://", MINIO_ACCESS_KEY=c),
                 dict(TELEGRAM_BOT_TOKEN=""), dict(TELEGRAM_API_URL=f"{c}:x"),
                 dict(TELEGRAM_API_URL=f"https://api.telegram.org/bot1:{c}/bot"),
                 dict(SPEECH_BASE_URL=f"http://user:{c}@127.0.0.1:9/"),
                 dict(SPEECH_BASE_URL=f"http://user:{c}@127.0.0.1:9/v1"),
                 dict(SPEECH_BASE_URL=f"http://127.0.0.1:9/v1?key={c}"),
                 dict(STORAGE_URL="s3://", MINIO_ENDPOINT=f"http://user:{c}@127.0.0.1:9", MINIO_ACCESS_KEY="abc",
                      MINIO_SECRET_KEY=c), dict(STORAGE_URL=f"s3://key:{c}@bucket"),
                 dict(TELEGRAM_UPDATES="webhook", PUBLIC_URL=f"https://user:{c}@bot.example.org"),
                 dict(DATABASE_URL=f"mysql://root:{c}@127.0.0.1/x"), dict(DATABASE_URL=c)]
        cases += [dict(DATABASE_URL=address) for address in (
            f"postgresql://u:{c}@127.0.0.1:port/x", f"postgresql://u:{c}%zz@127.0.0.1:9/x",
            f"postgresql://u:{c}@[::1/x", f"postgresql://u:{c}@127.0.0.1:9/x?nonsense=1",
            f"postgresql://u:{c}@127.0.0.1:9/x", f"postgresql://u:a/{c}@127.0.0.1/x", f"postgresql://u:{c}/a@127.0.0.1/x",
            f"postgresql://u:a?{c}@127.0.0.1/x", f"postgresql://u:a#{c}@127.0.0.1/x", f"postgresql://u:a%{c}@127.0.0.1/x",
            f"postgresql://127.0.0.1:9/x?password={c}&user=u", f"postgresql://u:a@{c}@127.0.0.1/x",
            f"postgresql://u:{c}@127.0.0.1:99999999/x")]
        for environment in cases:
            for text in self.run_with(**environment):
                self.assertEqual(canaries_in(text), [], environment)

    def test_neither_on_the_command_line_nor_in_a_file(self):
        c = "canary-of-a-mistake"
        for assignment in (f"TELEGRAM_BOT_TOKEN=1:{c}", f"1:{c}", f"={c}", f"SPEECH_API_KEY={c}"):
            for text in self.run_with("--set", assignment):
                self.assertEqual(canaries_in(text), [], assignment)
        for file in (f'TELEGRAM_BOT_TOKEN = "1:{c}', f"TELEGRAM_BOT_TOKEN = 1:{c}", f'TELEGRAM_BOT_TOKEN = ["{c}"]',
                     f"{c}", f'SPEECH_API_KEY = "{c}"\nSPEECH_API_KEY = "{c}"', f"SPEECH_API_KEY = '{c}\n'",
                     f'SPEECH_API_KEY = "{c}\\q"', f'SPEECH_API_KEY_FILE = "/no/such/file"\nSPEECH_API_KEY = "{c}"'):
            for text in self.run_with(file=file):
                self.assertEqual(canaries_in(text), [], file)


class Children(unittest.TestCase):
    def test_the_speech_program_of_the_sandbox_gets_no_secret(self):
        folder = tempfile.mkdtemp(prefix="aisha-children-")
        self.addCleanup(shutil.rmtree, folder)
        notes, program, model = (os.path.join(folder, name) for name in ("notes", "whisper", "model"))
        with open(program, "w") as file:
            file.write(f'#!/bin/sh\n{{ echo "whisper $*"; env; }} >> {notes}\nexec sleep 1000\n')
        os.chmod(program, stat.S_IRWXU)
        with open(model, "w"):
            pass
        base = {name: os.environ[name] for name in os.environ if name == "PATH" or name.endswith("SAN_OPTIONS")}
        process = subprocess.Popen([PROGRAM, "demo", "--listen", f"127.0.0.1:{free_port()}", "--data",
                                    os.path.join(folder, "data")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   text=True, env={**base, **PLANTED, "WHISPER_SERVER": program, "WHISPER_MODEL": model,
                                                   "LOG_LEVEL": "debug"})
        try:
            until(lambda: os.path.exists(notes) and "PWD" in read(notes), what="the start of the speech program")
        finally:
            process.terminate()
            log = process.communicate(timeout=60)[1]
        self.assertEqual(canaries_in(read(notes) + log), [])

    def test_no_core_is_dumped(self):
        folder = tempfile.mkdtemp(prefix="aisha-core-")
        self.addCleanup(shutil.rmtree, folder)
        process = subprocess.Popen([PROGRAM, "sandbox", "--listen", f"127.0.0.1:{free_port()}"], cwd=folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_allow_cores)
        try:
            def limit():
                found = re.search(r"Max core file size +(\d+)", read(f"/proc/{process.pid}/limits"))
                return found and int(found.group(1)) <= 1
            until(limit, what="the end of core files")
        finally:
            process.send_signal(signal.SIGABRT)
            process.wait()
        self.assertEqual([name for name in os.listdir(folder) if "core" in name], [])


def _allow_cores():
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


if __name__ == "__main__":
    unittest.main()
