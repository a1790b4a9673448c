"""Who can reach the program, and whom it believes: listening sockets, certificates."""
import functools
import http.server
import json
import os
import shutil
import ssl
import subprocess
import tempfile
import threading
import unittest
import urllib.request

from program import PROGRAM, TOKEN, free_port, until

LISTENING = "0A"  # TCP_LISTEN in /proc/net/tcp
LOOPBACK_V4, LOOPBACK_V6 = "0100007F", "00000000000000000000000001000000"


def can_have_a_network_of_its_own():
    return bool(shutil.which("unshare")) and subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode == 0


def listening_of(pid):
    """(address, port) of every listening socket in the network of a process."""
    found = []
    for table in ("tcp", "tcp6"):
        with open(f"/proc/{pid}/net/{table}") as file:
            for line in file.readlines()[1:]:
                _, local, _, state = line.split()[:4]
                if state == LISTENING:
                    address, port = local.split(":")
                    found.append((address, int(port, 16)))
    return found


def environment(**more):
    base = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME") or name.endswith("SAN_OPTIONS")}
    return {**base, **more}


@unittest.skipUnless(can_have_a_network_of_its_own(), "needs the right to make a network namespace")
class Listening(unittest.TestCase):
    """In a network of its own, where no other program's sockets are, and with the default addresses."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="aisha-exposure-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def expect_only_loopback(self, command, ports, sockets, **settings):
        data = [] if command == "sandbox" else ["--data", os.path.join(self.folder, "data")]
        process = subprocess.Popen(["unshare", "--net", "--", PROGRAM, command, *data], env=environment(**settings),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            subprocess.run(["nsenter", f"--net=/proc/{process.pid}/ns/net", "ip", "link", "set", "lo", "up"], check=False)

            def found():
                self.assertIsNone(process.poll(), command)
                listening = listening_of(process.pid)
                return len(listening) >= sockets and ports <= {port for _, port in listening} and listening
            for address, port in until(found, what=f"the sockets of {command}"):
                self.assertIn(address, (LOOPBACK_V4, LOOPBACK_V6), (command, port))
        finally:
            process.terminate()
            process.communicate(timeout=60)

    def test_run_listens_on_this_machine_only(self):
        self.expect_only_loopback("run", {8080}, 1, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL="http://127.0.0.1:9")

    def test_sandbox_listens_on_this_machine_only(self):
        self.expect_only_loopback("sandbox", {8081}, 1, HOME="/nonexistent")

    def test_demo_and_its_speech_program_listen_on_this_machine_only(self):
        whisper = os.path.join(self.folder, "whisper")
        with open(whisper, "w") as file:  # listens where it is told
            file.write("#!/usr/bin/env python3\nimport http.server, sys\n"
                       "at = lambda name: sys.argv[sys.argv.index(name) + 1]\n"
                       "http.server.HTTPServer((at('--host'), int(at('--port'))), "
                       "http.server.SimpleHTTPRequestHandler).serve_forever()\n")
        os.chmod(whisper, 0o700)
        model = os.path.join(self.folder, "model")
        with open(model, "w"):
            pass
        self.expect_only_loopback("demo", {8080}, 3, WHISPER_SERVER=whisper, WHISPER_MODEL=model)


class SelfSigned:
    """An HTTPS server that nobody vouches for, which would answer anybody."""

    def __init__(self, folder, names):
        outer = self
        self.requests = []
        self.certificate, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-addext", f"subjectAltName={names}", "-keyout", key,
                        "-out", self.certificate], check=True, capture_output=True)

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def answer(self):
                outer.requests.append(self.path)
                body = json.dumps({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "B", "username": "b"},
                                   "data": []}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        # The handshake is each connection's own, so that one that is broken off does not hold the others.
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.server.handle_error = lambda *arguments: None
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"https://127.0.0.1:{self.server.server_address[1]}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Certificates(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="aisha-tls-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.server = SelfSigned(self.folder, "IP:127.0.0.1,DNS:localhost")
        self.addCleanup(self.server.close)

    def test_a_server_that_nobody_vouches_for_gets_no_request(self):
        url = self.server.url
        with urllib.request.urlopen(url, context=ssl.create_default_context(cafile=self.server.certificate)) as answer:
            self.assertEqual(answer.status, 200)  # it is well for those who trust it
        self.server.requests.clear()
        result = subprocess.run([PROGRAM, "doctor", "--json", "--data", os.path.join(self.folder, "data")], text=True,
                                capture_output=True, timeout=120, env=environment(
                                    TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=url, SPEECH_BASE_URL=f"{url}/v1",
                                    SPEECH_API_KEY="key", STORAGE_URL="s3://", MINIO_ENDPOINT=url,
                                    MINIO_ACCESS_KEY="access", MINIO_SECRET_KEY="secret"))
        findings = {finding["name"]: finding for finding in json.loads(result.stdout)}
        for name in ("telegram", "speech service", "storage"):
            self.assertEqual(findings[name]["verdict"], "problem", findings[name])
            self.assertRegex(findings[name]["detail"], "certificate", name)
        self.assertEqual(self.server.requests, [])

    def test_the_bot_does_not_talk_to_it_either(self):
        log = os.path.join(self.folder, "log")
        with open(log, "w") as errors:
            process = subprocess.Popen([PROGRAM, "run", "--data", os.path.join(self.folder, "data")], stderr=errors,
                                       stdout=subprocess.DEVNULL, env=environment(
                                           TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=self.server.url,
                                           HTTP_LISTEN=f"127.0.0.1:{free_port()}"))
        try:
            until(functools.partial(self.says, log, "certificate"), what="a word about the certificate")
            self.assertIsNone(process.poll())
        finally:
            process.terminate()
            process.wait(60)
        self.assertEqual(self.server.requests, [])

    @staticmethod
    def says(log, word):
        with open(log) as file:
            return word in file.read()


if __name__ == "__main__":
    unittest.main()
