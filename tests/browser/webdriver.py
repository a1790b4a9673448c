"""A W3C WebDriver client for chromedriver, as small as these tests need; standard library only."""
import base64
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key the standard gives to references
WAIT_SECONDS = 30  # a busy machine is slow; nothing waits longer than it must
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--disable-features=OptimizationGuideModelDownloading,OnDeviceModel,MediaRouter,Translate"]


class WebDriverError(Exception):
    """What chromedriver answered instead of a value."""


class Element:
    """A reference to an element of the page."""

    def __init__(self, browser, reference):
        self.browser, self.reference = browser, reference

    def _call(self, method, path, body=None):
        return self.browser.call(method, f"/element/{self.reference}{path}", body)

    def click(self):
        self._call("POST", "/click", {})

    def type(self, text):
        if max(text, default="") <= "\uffff":
            self._call("POST", "/value", {"text": text})
        else:  # chromedriver has no keys for emoji before version 151
            self.browser.run("arguments[0].focus(); document.execCommand('insertText', false, arguments[1])", self, text)

    def attribute(self, name):
        return self._call("GET", f"/attribute/{name}")

    @property
    def text(self):
        return self._call("GET", "/text")

    @property
    def label(self):
        """The accessible name, as the browser computes it."""
        return self._call("GET", "/computedlabel")

    @property
    def role(self):
        return self._call("GET", "/computedrole")

    @property
    def shown(self):
        return self.browser.run("return arguments[0].checkVisibility()", self)


class Browser:
    """One Chromium with an empty profile, driven through a chromedriver of its own."""

    def __init__(self, language="en", flags=()):
        self.profile = tempfile.mkdtemp(prefix="aisha-browser-")
        self.session = ""
        self.chromium = self.driver = None
        try:
            # Started here and not by chromedriver, which would look for it at "localhost": a bare machine may know
            # no such name.
            self.chromium = subprocess.Popen(
                [shutil.which("chromium"), *FLAGS, f"--user-data-dir={self.profile}", "--remote-debugging-port=0",
                 f"--accept-lang={language}", f"--lang={language}", *flags, "about:blank"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, "LANGUAGE": language})
            self.driver = subprocess.Popen([shutil.which("chromedriver"), "--port=0"], stdout=subprocess.PIPE,
                                           stderr=subprocess.DEVNULL, text=True)
            self.root = f"http://127.0.0.1:{self._driver_port()}"
            debugger = f"127.0.0.1:{self._chromium_port()}"
            capabilities = {"alwaysMatch": {"goog:chromeOptions": {"debuggerAddress": debugger},
                                            "goog:loggingPrefs": {"browser": "ALL"}}}
            self.session = "/session/" + self.call("POST", "/session", {"capabilities": capabilities})["sessionId"]
        except BaseException:
            self.close()
            raise

    def _chromium_port(self):
        """Written by Chromium once it listens: the port and a path, a line each."""
        name = os.path.join(self.profile, "DevToolsActivePort")
        give_up = time.monotonic() + WAIT_SECONDS
        while self.chromium.poll() is None and time.monotonic() < give_up:
            with contextlib.suppress(FileNotFoundError), open(name) as file:
                lines = file.read().splitlines()
                if len(lines) == 2:
                    return int(lines[0])
            time.sleep(0.02)
        raise WebDriverError("chromium did not start")

    def _driver_port(self):
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                return int(found.group(1))
        raise WebDriverError("chromedriver did not start")

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + self.session + path, data, {"Content-Type": "application/json"},
                                         method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise WebDriverError(f"{value['error']}: {value['message']}") from None

    def close(self):
        try:
            if self.session:
                self.call("DELETE", "")
        finally:
            if self.driver:
                self.driver.terminate()
                self.driver.wait()
                self.driver.stdout.close()
            if self.chromium:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.chromium.pid, signal.SIGKILL)
                self.chromium.wait()
            shutil.rmtree(self.profile, ignore_errors=True)

    def open(self, address):
        self.call("POST", "/url", {"url": address})

    def reload(self):
        self.call("POST", "/refresh", {})

    def run(self, script, *values):
        """Runs JavaScript as a function body and gives what it returns; a promise is awaited."""
        return self.call("POST", "/execute/sync", {"script": script, "args": [
            {ELEMENT: value.reference} if isinstance(value, Element) else value for value in values]})

    def all(self, selector):
        found = self.call("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, reference[ELEMENT]) for reference in found]

    def named(self, label):
        """The shown control with this accessible name, or None."""
        found = self.run("""
            const name = (node) => node.getAttribute('aria-label') ?? node.labels?.[0]?.innerText ?? node.innerText;
            return [...document.querySelectorAll('button, textarea, input, select, a, [role=button]')]
              .filter((node) => node.checkVisibility() && name(node).trim() === arguments[0]);
        """, label)
        for reference in found:
            element = Element(self, reference[ELEMENT])
            try:
                if element.label == label:  # as the browser computes it, not as the line above guesses
                    return element
            except WebDriverError as error:
                if "stale" not in str(error):
                    raise  # an element that has just left the page is no match; anything else is a mistake
        return None

    def devtools(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def resize(self, width, height, scale=1):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale,
                      mobile=width < 600)

    def prefer(self, **features):
        """prefer(prefers_color_scheme="dark") and the like."""
        self.devtools("Emulation.setEmulatedMedia", features=[
            {"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))

    def log(self):
        """What the page has written to the console since the last call."""
        return self.call("POST", "/se/log", {"type": "browser"})


def until(condition, message, seconds=WAIT_SECONDS):
    """Asks again and again until the answer is true, and gives it; fails with the message when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {message() if callable(message) else message}")
        time.sleep(0.05)
