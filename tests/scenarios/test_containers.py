"""Every container and codec that people send: each recording is answered with its text or a reason in words."""
import concurrent.futures
import os
import random
import subprocess
import tempfile
import unittest

from program import PATIENCE_S, World, until

TONE = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1.5"]
SILENCE = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono", "-t", "1.5"]
MUSIC = ["-f", "lavfi", "-i", "aevalsrc='0.2*(sin(2*PI*262*t)+sin(2*PI*330*t)+sin(2*PI*392*t))':duration=1.5"]
PICTURE = ["-f", "lavfi", "-i", "testsrc=duration=1.5:size=64x64:rate=10"]
SQUARE = ["-f", "lavfi", "-i", "testsrc=duration=1.5:size=240x240:rate=10"]
X264, VP8 = ["-c:v", "libx264", "-preset", "ultrafast"], ["-c:v", "libvpx"]
TEXT, NO_SPEECH, NO_SOUND = "recording ", "no speech", "no sound"


def amr(magic, frame_type, frame_bytes):
    """AMR as telephones record it, which ffmpeg reads but does not write: 75 frames of 20 ms of hiss."""
    chance = random.Random(1)
    return magic + b"".join(bytes([frame_type]) + chance.randbytes(frame_bytes) for _ in range(75))


# name: kind, file's ending, what ffmpeg is told or the bytes, what the answer says
CASES = {
    "voice": ("voice", "ogg", [*TONE, "-c:a", "libopus", "-b:a", "24k"], TEXT),
    "voice 8 kHz": ("voice", "ogg", [*TONE, "-ar", "8000", "-c:a", "libopus"], TEXT),
    "voice at 6 kbit/s": ("voice", "ogg", [*TONE, "-c:a", "libopus", "-b:a", "6k"], TEXT),
    "voice with DTX": ("voice", "ogg", [*TONE, "-c:a", "libopus", "-application", "voip", "-dtx", "1"], TEXT),
    "voice in stereo": ("voice", "ogg", [*TONE, "-ac", "2", "-ar", "48000", "-c:a", "libopus"], TEXT),
    "voice of a browser": ("voice", "webm", [*TONE, "-c:a", "libopus"], TEXT),
    "60 ms frames": ("voice", "ogg", [*TONE, "-c:a", "libopus", "-frame_duration", "60"], TEXT),
    "opus by name": ("document", "opus", [*TONE, "-c:a", "libopus"], TEXT),
    "vorbis": ("audio", "ogg", [*TONE, "-c:a", "libvorbis"], TEXT),
    "speex": ("audio", "spx", [*TONE, "-ar", "16000", "-c:a", "libspeex"], TEXT),
    "flac in ogg": ("audio", "oga", [*TONE, "-c:a", "flac"], TEXT),
    "mp3": ("audio", "mp3", [*TONE, "-b:a", "128k"], TEXT),
    "mp3 variable rate": ("audio", "mp3", [*TONE, "-q:a", "5"], TEXT),
    "mp3 8 kHz": ("audio", "mp3", [*TONE, "-ar", "8000", "-b:a", "8k"], TEXT),
    "mp3 stereo": ("audio", "mp3", [*TONE, "-ac", "2", "-ar", "48000", "-b:a", "320k"], TEXT),
    "mp3 with a title": ("audio", "mp3", [*TONE, "-metadata", "title=Ünïcode 😀"], TEXT),
    "mp2": ("document", "mp2", [*TONE, "-c:a", "mp2"], TEXT),
    "m4a": ("audio", "m4a", [*TONE, "-c:a", "aac"], TEXT),
    "m4a for the web": ("audio", "m4a", [*TONE, "-c:a", "aac", "-movflags", "+faststart"], TEXT),
    "m4a in fragments": ("audio", "m4a", [*TONE, "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"], TEXT),
    "alac": ("audio", "m4a", [*TONE, "-c:a", "alac"], TEXT),
    "aac": ("document", "aac", [*TONE, "-c:a", "aac"], TEXT),
    "aac 5.1": ("audio", "m4a", [*TONE, "-ac", "6", "-c:a", "aac"], TEXT),
    "wav": ("document", "wav", [*TONE], TEXT),
    "wav 8 bit": ("document", "wav", [*TONE, "-c:a", "pcm_u8", "-ar", "8000"], TEXT),
    "wav 24 bit": ("document", "wav", [*TONE, "-c:a", "pcm_s24le", "-ar", "96000"], TEXT),
    "wav float": ("document", "wav", [*TONE, "-c:a", "pcm_f32le"], TEXT),
    "telephone, A-law": ("document", "wav", [*TONE, "-c:a", "pcm_alaw", "-ar", "8000"], TEXT),
    "telephone, µ-law": ("document", "wav", [*TONE, "-c:a", "pcm_mulaw", "-ar", "8000"], TEXT),
    "wav adpcm": ("document", "wav", [*TONE, "-c:a", "adpcm_ima_wav"], TEXT),
    "wav 5.1": ("document", "wav", [*TONE, "-ac", "6", "-ar", "48000"], TEXT),
    "flac": ("audio", "flac", [*TONE], TEXT),
    "flac 5.1": ("audio", "flac", [*TONE, "-ac", "6"], TEXT),
    "wma": ("document", "wma", [*TONE, "-c:a", "wmav2"], TEXT),
    "wma 1": ("document", "wma", [*TONE, "-c:a", "wmav1"], TEXT),
    "aiff": ("document", "aiff", [*TONE], TEXT),
    "caf": ("document", "caf", [*TONE], TEXT),
    "amr": ("document", "amr", amr(b"#!AMR\n", 0x3c, 31), TEXT),
    "amr wideband": ("document", "awb", amr(b"#!AMR-WB\n", 0x44, 60), TEXT),
    "ac3": ("document", "mka", [*TONE, "-c:a", "ac3"], TEXT),
    "video": ("video", "mp4", [*PICTURE, *TONE, *X264, "-c:a", "aac"], TEXT),
    "video note": ("video_note", "mp4", [*SQUARE, *TONE, *X264, "-c:a", "aac"], TEXT),
    "video of a telephone": ("video", "3gp", [*PICTURE, *TONE, *X264, "-c:a", "aac", "-ar", "16000"], TEXT),
    "quicktime": ("document", "mov", [*PICTURE, *TONE, *X264, "-c:a", "aac"], TEXT),
    "webm": ("document", "webm", [*PICTURE, *TONE, *VP8, "-c:a", "libopus"], TEXT),
    "matroska": ("document", "mkv", [*PICTURE, *TONE, *X264, "-c:a", "libmp3lame"], TEXT),
    "avi": ("document", "avi", [*PICTURE, *TONE, "-c:v", "mpeg4", "-c:a", "libmp3lame"], TEXT),
    "video without sound": ("video", "mp4", [*PICTURE, *X264], NO_SOUND),
    "silence": ("voice", "ogg", [*SILENCE, "-c:a", "libopus"], NO_SPEECH),
    "music": ("audio", "mp3", [*MUSIC], TEXT),
    "a moment": ("voice", "ogg", ["-f", "lavfi", "-i", "sine=frequency=440:duration=0.05", "-c:a", "libopus"], TEXT),
}
TYPES = {"ogg": "audio/ogg", "webm": "video/webm", "mp3": "audio/mpeg", "m4a": "audio/mp4", "flac": "audio/flac",
         "mp4": "video/mp4", "3gp": "video/3gpp", "wav": "audio/wav"}


class Containers(World):
    def make(self, folder, name):
        kind, ending, arguments, _ = CASES[name]
        if isinstance(arguments, bytes):
            return name, kind, ending, arguments
        path = os.path.join(folder, f"{abs(hash(name))}.{ending}")
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *arguments, path], check=True)
        with open(path, "rb") as file:
            return name, kind, ending, file.read()

    def test_each_is_answered_with_its_text_or_a_reason(self):
        sent = {}
        with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
            made = list(pool.map(lambda name: self.make(folder, name), CASES))
        for name, kind, ending, data in made:
            sent[name] = self.sends(data, kind, f"{name}.{ending}", TYPES.get(ending, "application/octet-stream"))
        wrong = []
        for name, message in sent.items():
            answer = self.see(lambda chat, m=message: self.replies(chat, m), f"an answer to {name}")[0]["text"]
            if CASES[name][3] not in answer:
                wrong.append((name, answer))
        self.assertGreaterEqual(len(sent), 50)
        self.assertEqual(wrong, [])
        self.assertIsNone(self.bot.process.poll(), "the bot lives")
        until(lambda: os.listdir(os.path.join(self.folder, "data", "tmp")) == [], PATIENCE_S, "no file left")


if __name__ == "__main__":
    unittest.main(verbosity=2)
