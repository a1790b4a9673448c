"""What a chat with hostile words in it can do in the browser: nothing."""
import pathlib
import re
import unittest
import urllib.request

from page import PageTest, TOKEN
from webdriver import until


class Policy(PageTest):
    expected_errors = ("Content Security Policy", "frame-ancestors", "chrome-error://", "status of 404")

    def headers(self, path="/"):
        with urllib.request.urlopen(self.program.address + path) as answer:
            return answer.headers

    def test_code_that_got_into_the_page_does_not_run(self):
        ran = self.browser.run("""
            const holder = document.createElement('div');
            document.body.append(holder);
            const script = document.createElement('script');
            script.textContent = 'window.ran = "a script in the page"';
            holder.append(script);
            holder.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.ran = \\'a handler\\'">');
            const link = document.createElement('a');
            link.href = 'javascript:void(window.ran = "a link")';
            holder.append(link);
            link.click();
            const foreign = document.createElement('script');
            foreign.src = 'https://example.org/foreign.js';
            holder.append(foreign);
            holder.remove();
            return String(window.ran);
        """)
        self.assertEqual(ran, "undefined")
        # The image's handler would run when the loading has failed.
        self.browser.run("const image = new Image(); image.onerror = () => { window.failed = true; }; image.src = 'x';")
        until(lambda: self.browser.run("return window.failed === true"), "an image that cannot be loaded")
        self.assertEqual(self.browser.run("return String(window.ran)"), "undefined")

    def test_markup_in_words_and_names_is_shown_as_words(self):
        hostile = '<img src=x onerror="window.ran=1"><script>window.ran=2</script>'
        message = self.bot_says(hostile)
        self.shows(message, hostile)
        self.say(hostile)
        until(lambda: hostile in self.texts(mine=True), "the words that were said")
        self.assertEqual(self.browser.run("return String(window.ran)"), "undefined")
        self.assertEqual(self.browser.all("article img[src=x], article script"), [])

    def test_other_sites_may_not_frame_it(self):
        shown = self.browser.run("""
            const frame = document.createElement('iframe');
            frame.src = location.origin + '/?framed';
            document.body.append(frame);
            return new Promise((resolve) => { frame.onload = () => {
                let title = null;
                try { title = frame.contentDocument && frame.contentDocument.title; } catch { title = null; }
                frame.remove();
                resolve(title); }; });
        """)
        self.assertNotEqual(shown, self.browser.run("return document.title"))

    def test_headers_say_so(self):
        headers = self.headers()
        policy = headers["Content-Security-Policy"]
        self.assertNotIn("unsafe", policy)
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self.headers(f"/bot{TOKEN}/getMe")["X-Content-Type-Options"], "nosniff")

    def test_the_page_has_no_code_and_no_style_of_its_own(self):
        with urllib.request.urlopen(self.program.address) as answer:
            page = answer.read().decode()
        for script in re.findall(r"<script\b[^>]*>", page):
            self.assertIn("src=", script)
        self.assertEqual(re.findall(r"<style|\son[a-z]+\s*=|\sstyle\s*=|javascript:", page), [])
        sources = pathlib.Path(__file__).parents[2] / "sandbox" / "web"
        for file in sources.glob("*.js"):
            self.assertNotRegex(file.read_text(), r"innerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function")


if __name__ == "__main__":
    unittest.main()
