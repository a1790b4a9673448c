"""Recordings whose every part says its number by its pitch, and a speech service that reads the pitch."""
import array
import collections
import io
import re
import threading
import wave

from program import Speech

RATE = 16000
LONGEST_HALF = 90  # samples of half a period of part 0
OTHER = 70         # the number of what is said between parts


def part(number, seconds):
    """Samples of a square wave whose pitch is the number: 0 to OTHER."""
    half = LONGEST_HALF - number
    period = array.array("h", [9000] * half + [-9000] * half)
    return period.tobytes() * int(seconds * RATE / len(period))


def recording(parts, seconds=20, silence=1, other=0):
    """A WAV of `parts` numbered parts with silence between them, and after each so many seconds of something else."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for number in range(parts):
            out.writeframes(part(number, seconds) + b"\0\0" * int(silence * RATE))
            if other:
                out.writeframes(part(OTHER, other) + b"\0\0" * int(silence * RATE))
    return file.getvalue()


def samples_of(body):
    at = body.find(b"RIFF")
    size = int.from_bytes(body[at + 4:at + 8], "little") + 8
    riff = body[at:at + size]
    data = riff[riff.find(b"data") + 8:]
    return array.array("h", data[:len(data) // 2 * 2])


def numbers_in(samples):
    """The numbers of the parts, in order: from how far apart the changes of the sign are, fifty at a time."""
    found, distances, last_change, positive = [], [], 0, None
    for at, sample in enumerate(samples):
        if -1500 < sample < 1500 or (sample > 0) == positive:
            continue
        positive, distance, last_change = sample > 0, at - last_change, at
        if distance > 2 * LONGEST_HALF:
            distances = []  # there was silence
            continue
        distances.append(distance)
        if len(distances) == 50:
            number = round(LONGEST_HALF - sum(distances) / len(distances))
            distances = []
            if not found or found[-1][0] != number:
                found.append([number, 0])
            found[-1][1] += 1
    return [number for number, times in found if times >= 3]


class NumberSpeech(Speech):
    """Says "part N." for each part; counts how often each was asked for."""

    def __init__(self, port=0):
        self.asked = collections.Counter()
        self.languages = []
        self.script = {}                    # number of a part: answers that come first, (status, bytes, type)
        self.hold_from = None               # parts from this number on wait
        self.going = threading.Event()
        self.lock = threading.Lock()
        self.pace = None                    # times real time; None: at once
        super().__init__(port)

    def special(self, body):
        samples = samples_of(body)
        numbers = numbers_in(samples)
        first = numbers[0] if numbers else -1
        with self.lock:
            for number in numbers:
                self.asked[number] += 1
            language = re.search(rb'name="language"\r\n\r\n(\w+)', body)
            self.languages.append(language[1].decode() if language else None)
            scripted = self.script.get(first)
            if scripted:
                return scripted.pop(0)
        if self.hold_from is not None and first >= self.hold_from:
            self.going.wait(60)
        if self.pace:
            threading.Event().wait(len(samples) / RATE / self.pace)
        return None

    @staticmethod
    def text_of(body):
        return " ".join(f"part {number}." for number in numbers_in(samples_of(body)))

    def close(self):
        self.going.set()
        super().close()
