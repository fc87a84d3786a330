"""What a program's end means: a result, a refusal, or nothing yet."""

import sys

import pytest

from fumibako.machine.system.run import CommandFailed, CommandRefused, run

pytestmark = pytest.mark.feature("A2")


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def test_stdout_is_the_result() -> None:
    assert run(python("print(input() + '!')"), stdin="文箱") == "文箱!\n"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; sys.exit('line 3: no such setting')", "line 3: no such setting"),
        ("import sys; print('on stdout'); sys.exit(1)", "on stdout"),
        ("import sys; sys.exit(89)", f"{sys.executable} ended with 89"),
    ],
)
def test_an_exit_code_of_its_own_is_a_refusal(code: str, message: str) -> None:
    with pytest.raises(CommandRefused) as raised:
        run(python(code))
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(9)",
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.kill(os.getpid(), 24)",  # SIGXCPU
        "import sys; sys.exit(137)",  # what a shell says of a child that was killed
        "import sys; sys.exit(75)",  # EX_TEMPFAIL
        "import sys; sys.exit('a.svbin: write() failed: No space left on device')",
        "import sys; sys.exit('fork: Cannot allocate memory')",
    ],
)
def test_out_of_time_killed_or_short_of_something_is_no_refusal(code: str) -> None:
    with pytest.raises(CommandFailed) as raised:
        run(python(code), seconds=1)
    assert not isinstance(raised.value, CommandRefused)


def test_a_program_that_cannot_start_is_no_refusal() -> None:
    with pytest.raises(CommandFailed, match="No such file") as raised:
        run(("/nonexistent/checker",))
    assert not isinstance(raised.value, CommandRefused)


def test_programs_speak_english_whatever_the_language_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    monkeypatch.setenv("LANGUAGE", "ja")
    with pytest.raises(CommandRefused, match="No such file or directory"):
        run(("ls", "/nonexistent"))
