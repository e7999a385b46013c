"""Does the app that `debugassist serve` shows work in a real browser?"""

from pathlib import Path

from tests.integration.test_serve import served
from tests.live.browser import browser


async def test_in_a_real_browser_a_file_is_opened_mended_and_left(chromium: Path, tmp_path: Path) -> None:
    """Keys pressed in the page reach the app, its frames reach the page, and its end is said there."""
    file = tmp_path / "greet.py"
    file.write_text('def greet(name):\n    print("hello", name\n')
    async with served(tmp_path) as address, browser(chromium, tmp_path / "profile") as page:
        await page.call("Page.navigate", url=address)
        await page.shows("take the tour")
        await page.type(
            "open"
        )  # the page has the keyboard; what is typed on the first screen goes into the input
        await page.shows("shift+enter")  # it has the keyboard, and says how it is left
        await page.type(" greet.py\n")
        await page.shows("greet.py", "syntax", "verified")
        await page.type("a")
        await page.shows("applied to greet.py")
        compile(file.read_text(), "greet.py", "exec")

        await page.type("q")
        await page.until("document.body.classList.contains('-closed')")
